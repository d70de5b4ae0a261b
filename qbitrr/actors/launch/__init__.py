"""How child processes come into being: by the fork server, or by a plain start. Knows not what they are for."""
