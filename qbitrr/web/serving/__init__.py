"""Sockets, sites, threads and senders below the API. Knows no routes."""
