"""What is done with accounts, contacts, maps and plans: each in one transaction, checked, and told to others."""
