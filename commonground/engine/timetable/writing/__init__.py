"""A timetable as files: a table, a calendar for each visitor, and the record that it can be made again from."""
