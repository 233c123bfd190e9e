"""What is done with leads, each within one transaction."""
