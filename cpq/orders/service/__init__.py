"""What is done with orders, each in one transaction: placed, invoiced, paid, cancelled."""
