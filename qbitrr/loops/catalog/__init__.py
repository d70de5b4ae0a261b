"""Keeping the copy of an Arr's library up to date. Knows nothing of searches or torrents."""
