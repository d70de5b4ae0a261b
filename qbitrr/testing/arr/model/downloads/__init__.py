"""What a simulated Arr knows of downloads: its clients, its tracking, its history, its queue."""
