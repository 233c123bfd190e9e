"""Configuring a line step by step: choices in a whole of parts, one after the other, and what a page needs after each.

The dialogue of the command line and the API stand on it.
"""
