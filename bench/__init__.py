"""
Measurements of the whole program, run by `make bench` (`python -m bench [NAME…]`).

What lives here starts real processes on 127.0.0.1, measures them from outside and prints figures with their conditions. Figures are
shown and kept as JSON under `bench/results/`, never asserted: a slow machine is not a failed test.
"""
