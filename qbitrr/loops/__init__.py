"""
What runs inside a child: the main of a child and its torrent and search loops.

Lean imports only: what is imported here costs memory in every child.
"""
