"""Who visits whom when: the season with the most priority for the least travel, proved as far as time allows."""
