"""
The verbs of `qbitrr config`: what can be asked of a configuration file and done to it. They need no running service.
"""
