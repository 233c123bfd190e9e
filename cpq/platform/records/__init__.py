"""Records that people edit together: accounts, contacts, leads, opportunities. Every change of every field is kept, with who and why."""
