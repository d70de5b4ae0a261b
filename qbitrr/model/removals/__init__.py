"""Removals under way, what waits in quarantine, and whose data lies where. Values only."""
