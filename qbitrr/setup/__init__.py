"""
Setting up: programs are asked what they are and have, and with what a person says that becomes a first configuration. The terminal and
the web both come here; what they show, and how they ask, is theirs.
"""
