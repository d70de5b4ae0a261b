"""
What a rule is made of, and how it is told to people what each asked: the checks are those that decide, only their words are here.
"""
