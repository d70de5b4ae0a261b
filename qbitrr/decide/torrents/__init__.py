"""
The eighteen rules about one torrent, what a look notices before them, and what is remembered after them. Knows imports,
seeding and removals, and no searches.
"""
