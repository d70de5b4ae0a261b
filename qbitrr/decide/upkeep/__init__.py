"""
What the rows of its trackers and the rates of its owner ask of a torrent beside its rules: trackers, limits, super seeding, tags, its
place in the queue. Knows no removals.
"""
