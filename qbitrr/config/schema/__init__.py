"""
Every key of the configuration, declared once, and the frozen values they become. Reads no files and judges nothing.
"""
