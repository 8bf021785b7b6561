"""What the browser has in the place of libraries that don't exist there: no more of them than the count uses."""
