"""What was agreed with a practice: plans, actions, promises, check-ins."""
