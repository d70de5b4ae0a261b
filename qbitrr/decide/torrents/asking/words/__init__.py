"""The words and figures of every check, for people: what was measured, what is configured and where, what would change the answer."""
