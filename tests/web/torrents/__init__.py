"""Torrents over HTTP."""
