"""What the browser UI asks of a running program."""
