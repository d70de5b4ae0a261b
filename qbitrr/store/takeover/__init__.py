"""
What the public program's database knows, read without writing to it, and written into ours where ours knows nothing yet. Nothing here
runs while a supervisor does.
"""
