"""What people typed about companies and people, brought into one form: names, telephone numbers, e-mail addresses, company codes."""
