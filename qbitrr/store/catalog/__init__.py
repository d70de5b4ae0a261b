"""
The tables of `catalog.db`, a copy of an Arr's library that may be thrown away. Written by a section's search child
alone.
"""
