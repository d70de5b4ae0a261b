"""
Pure decisions: values and `now` in, values out.

Nothing here reads a clock, logs, awaits or imports anything asynchronous.
"""
