"""
The tables of `search.db`, written by a section's search child alone. Functions that run inside one transaction.
"""
