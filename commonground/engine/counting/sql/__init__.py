"""The counting rules as SQL text: made from the rulebook, with nothing in it that only one database knows."""
