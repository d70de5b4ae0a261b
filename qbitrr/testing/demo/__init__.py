"""
The demonstration: simulated programs in which something always happens, and a supervisor that looks after them.
"""
