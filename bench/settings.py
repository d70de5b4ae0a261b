"""What the measuring side and the simulated programs must agree about."""

__all__ = ["API_KEY", "KINDS", "TOKEN"]

API_KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "benchtoken" * 4
KINDS = ("radarr", "sonarr", "lidarr")
"""The Arrs are of these kinds in turn; the one numbered N works on the category `arrN`."""
