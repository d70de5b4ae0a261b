"""What a whole configuration must be to run, and the remarks about what has no effect. Reads no text."""
