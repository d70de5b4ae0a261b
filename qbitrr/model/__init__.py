"""
Frozen values and the words we use for them: torrents, records of the Arrs, steps, reasons, status.

No I/O, no clock, no Twisted here.
"""
