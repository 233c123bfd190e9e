"""Accounts, contacts, maps and plans in the database, as those see them who may."""
