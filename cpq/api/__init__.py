"""The endpoints of the HTTP API: each reads a request, asks the engine, and writes what it says."""
