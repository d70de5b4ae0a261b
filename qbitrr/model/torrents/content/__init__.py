"""What a download is made of: how its release scores, and whether its files can be played. Values."""
