"""Deciding about each torrent: its facts, the decision, and having its steps done."""
