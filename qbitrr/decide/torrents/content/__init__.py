"""What a download is made of: its files, and how its release scores. Pure."""
