"""Which functions the children run: written by `python -m bench.calls`."""
