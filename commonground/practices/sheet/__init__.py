"""The spreadsheet that a commissioner has today: practices, the people there and past visits, one line each."""
