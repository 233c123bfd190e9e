"""Rebates: what a customer earns with everything bought in a period, and the use of what was earned before."""
