"""Timetables: what is asked, what is found, what is claimed."""
