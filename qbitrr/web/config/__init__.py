"""The configuration over HTTP: shown, changed, planned, brought back. What it does is done by whoever holds the configuration."""
