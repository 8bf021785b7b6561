"""Figures kept: what was published, release by release, and what practices count."""
