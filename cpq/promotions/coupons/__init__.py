"""Coupons: codes that activate promotions."""
