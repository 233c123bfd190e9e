"""The sections, each reading what one room keeps of an account."""
