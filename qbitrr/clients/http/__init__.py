"""
Requests to other programs: connections, limits, retries, decoding, errors in our words. Knows no particular program.
"""
