"""
Another configuration while the program runs: the reloader goes through the plan, and each subject knows how its steps are done.
"""
