"""Customers as companies: their tree, their people, who decides, and what they have bought."""
