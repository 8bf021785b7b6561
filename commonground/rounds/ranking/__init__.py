"""Ranking the practices of a round's area: from what is published to a list that somebody looks at, then uses."""
