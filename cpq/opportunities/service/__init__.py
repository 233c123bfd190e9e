"""What is done with opportunities, each act in one transaction."""
