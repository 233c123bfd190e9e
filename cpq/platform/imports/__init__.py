"""Files of rows, CSV or Excel, brought in step by step: read, mapped, looked at, then done in batches that survive a crash."""
