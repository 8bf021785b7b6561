"""Choosing whom to visit."""
