"""Opportunities in the database: rows read and written, nothing decided."""
