"""Pricing: price lists, price methods, and the waterfall from list price to net."""
