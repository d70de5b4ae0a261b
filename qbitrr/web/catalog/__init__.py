"""
The libraries of the Arrs, page by page, as they were copied last.
"""
