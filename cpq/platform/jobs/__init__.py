"""Long work that outlives the process: written with what asked for it, done at least once, tried again later where it fails."""
