"""Reading what others publish."""
