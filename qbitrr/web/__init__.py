"""
Klein resources by subject, authentication, producers.

Handlers parse, ask and answer; they reach actors only through published status values and ask-methods.
"""
