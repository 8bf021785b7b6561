"""Practices and the people there: the directory, contacts, staffing."""
