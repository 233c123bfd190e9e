"""Who did what, when, from what to what: appended, chained by hashes, verified by a command."""
