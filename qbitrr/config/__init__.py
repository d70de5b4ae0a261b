"""
The configuration: its schema, loading, checking, first-boot file and environment.

Pure where it can be: text and environment in, frozen values or problems out. No Twisted here.
"""
