"""What is done with stored quotes: each function within one transaction."""
