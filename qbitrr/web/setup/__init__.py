"""Setting up over the web: trying out connections, and the first configuration. What is sent here is told nobody, whatever comes of it."""
