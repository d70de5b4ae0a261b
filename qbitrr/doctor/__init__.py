"""
The examination of a set-up: facts are gathered from every program side by side, pure judgments make findings of them, and a few of
these can be fixed on request. Nothing here runs by itself, and nothing but `fixes` changes anything.
"""
