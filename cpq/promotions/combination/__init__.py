"""The best combination of promotions that exclude each other, share units, caps or a budget."""
