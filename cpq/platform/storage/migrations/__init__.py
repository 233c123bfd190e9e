"""The revisions of the database, from an empty one to the newest."""
