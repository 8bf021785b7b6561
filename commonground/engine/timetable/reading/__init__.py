"""Reading what a timetable is asked for: practices, visitors, availability, places and ways, and what is booked."""
