"""
Log files: how a record becomes a line, who writes it where, and how a file is read back window by window.

Written by the supervisor alone: children send records over their control channel. No Klein, no reactor; what blocks says so.
"""
