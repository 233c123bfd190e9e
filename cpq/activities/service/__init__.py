"""What is done with activities and tasks, each in one transaction."""
