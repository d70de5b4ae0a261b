"""What a simulated Arr's library holds, application by application. Knows no downloads."""
