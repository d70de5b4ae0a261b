"""Changing a configuration text: which key is meant, what may be changed, what may be shown, and the smallest edit that does it. Pure."""
