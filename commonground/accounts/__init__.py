"""The people who sign in, what they may see, and how they prove who they are."""
