"""
A search child of the running program, killed again and again while it writes, and an auditor who compares what the Arr was told with
what is remembered. `judging` is pure; `killing` lets it happen; `python -m tests.storm.searching --kills 200` runs a long one.
"""
