"""
Files of other programs, told apart by what is in them, as a text of ours and what became of them. Nothing here reads or writes files; a
program more is a module here and a line in `known`.
"""
