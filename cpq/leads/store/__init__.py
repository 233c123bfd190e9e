"""Leads and campaigns in the database."""
