"""What is put right after a difference was found: asked for, chased, and told by the next figures whether it was."""
