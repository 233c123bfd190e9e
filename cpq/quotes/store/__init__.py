"""Quotes in the database."""
