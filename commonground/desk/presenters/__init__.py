"""What was read, as the lines that a page shows."""
