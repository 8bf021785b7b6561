"""Loading the directory from a file: what differs is shown first, chosen, and then changed in one step."""
