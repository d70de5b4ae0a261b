"""What is searched, when, with which command, and what came of it. Knows nothing of torrents."""
