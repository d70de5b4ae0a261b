"""
What every child process is made of: its main, its channel, its watchdog, threads for what may hang. Knows no loop.
"""
