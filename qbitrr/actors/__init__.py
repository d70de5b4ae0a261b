"""
Services of the supervisor: their lifetimes, order and failures.

They know no rules of torrents; those live in `qbitrr.decide`.
"""
