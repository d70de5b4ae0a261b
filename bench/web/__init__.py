"""
Measurements of the HTTP API: how quickly it answers, and what that costs.
"""
