"""What follows an accepted quote: the order, its subscriptions, invoices, payments, and the quotes that go on from it."""
