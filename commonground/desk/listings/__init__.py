"""Every list of the programme: on the screen, and to take away as CSV or XLSX. One mechanism for all."""
