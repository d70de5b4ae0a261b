"""
Measurements of the HTTP API and of the browser UI: how quickly they answer, and what that costs.
"""
