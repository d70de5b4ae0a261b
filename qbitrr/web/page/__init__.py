"""
The browser UI over HTTP: health, the way to its page, and its files.
"""
