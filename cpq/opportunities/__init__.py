"""Deals from the first talk to won or lost: stages with gates, who decides, what was known when."""
