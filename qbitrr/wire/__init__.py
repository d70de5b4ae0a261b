"""
The messages between the supervisor and its children, and their framing on a pipe.

No Twisted reactor, no decisions here.
"""
