"""What operators see of the service: metrics, logs, spans."""
