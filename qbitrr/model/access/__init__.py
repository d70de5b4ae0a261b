"""Who may use the web interface, as values."""
