"""
The guard of free space: which downloads wait because there is no room for them, by pool.
"""
