"""Leads: where they come from, what is known of them, whose they are, and what becomes of them."""
