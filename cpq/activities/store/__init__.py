"""Activities, tasks and timelines in the database."""
