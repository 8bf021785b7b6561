"""The two figures of a practice, side by side: what was published, what it counted itself, and why they differ."""
