"""
The object graph: what a configuration comes to, as values and as services.

Only `qbitrr.tap` uses it. Constructors here take collaborators and start nothing.
"""
