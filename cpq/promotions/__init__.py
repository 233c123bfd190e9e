"""Promotions: what is given, how they stand to each other, and what they take off which lines."""
