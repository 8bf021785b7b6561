"""The counts that practices make from their own systems: sent through a link or given by hand, checked, taken in."""
