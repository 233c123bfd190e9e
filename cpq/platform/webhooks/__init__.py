"""Webhooks: events of the outbox, sent to other systems in order, signed, and tried again until they arrive."""
