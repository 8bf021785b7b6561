"""What practices ask, and the answers with their sources."""
