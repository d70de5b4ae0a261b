"""Searches over HTTP: what comes next, why something is not searched, and what people order of it."""
