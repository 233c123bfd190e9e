"""Opportunities from files of other systems: rows read as they are, and what is wrong with each."""
