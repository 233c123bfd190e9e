"""What happened, for other systems: written with what it tells of, numbered without gaps in the order of commits."""
