"""Hypothesis strategies for our values: not likely ones, but any that may arrive."""
