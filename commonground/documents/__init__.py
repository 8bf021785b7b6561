"""Documents: one content structure for each, from which its page (later its PDF and its sheet) is made."""
