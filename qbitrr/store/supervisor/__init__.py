"""The tables of `supervisor.db`, written by the supervisor alone. Functions that run inside one transaction."""
