"""The pages that tell a whole story: home, search, lists to take away. It reads everything and writes nothing."""
