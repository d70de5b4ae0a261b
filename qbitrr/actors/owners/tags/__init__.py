"""
Our own tags: which of them are kept here and not in the clients, and how they get from the one place to the other. Nobody outside
knows where a tag of ours stands.
"""
