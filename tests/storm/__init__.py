"""
Storms: the real supervisor on simulated programs, killed and lied to at chosen moments, and an auditor who compares.

`scenario` and `observed` are values, `audit` is pure; `programs` (a process of its own) plays the outside, `supervised` runs the
supervisor, `weather` draws from a seed what happens, `storm` lets it happen. `python -m tests.storm --kills 500 --seed 7` runs a
long one.
"""
