"""The database: SQLite with no setup, PostgreSQL by one setting; one code for both."""
