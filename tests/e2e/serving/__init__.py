"""Serving never harms the work: whole programs, and what is asked of them at the worst moment."""
