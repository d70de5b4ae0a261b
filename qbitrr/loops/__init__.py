"""
What runs inside a child process: the main of a child, the loops themselves, and the fork server that starts children cheaply.

Imports stay lean here (no web framework): every megabyte is paid once per child. No reactor is installed at import.
"""

__all__: list[str] = []
