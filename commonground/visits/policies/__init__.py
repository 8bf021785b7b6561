"""Who may do what with a visit."""
