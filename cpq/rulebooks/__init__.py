"""Rulebooks as versions: read from archives, compared, stored whole, put in force at a time."""
