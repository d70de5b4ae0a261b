"""
What may be removed, when, in which order, and what stands in between. Knows no rules about torrents: it is asked about
what they asked for.
"""
