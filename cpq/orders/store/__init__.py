"""Orders, invoices, payments and subscriptions in the database."""
