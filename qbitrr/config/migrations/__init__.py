"""
From the files of the other program's releases to today's: numbered steps, each from a tree to a tree, and what each did. Nothing here
reads or writes files; the same steps work on the plain values of a load and on the document with its comments.
"""
