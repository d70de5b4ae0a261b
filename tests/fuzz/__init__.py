"""
The HTTP API under made-up requests: `make openapi-fuzz` reads the OpenAPI document of a program that runs among simulated ones, and sends
whatever fits it and whatever does not.

Schemathesis does that in an environment of its own, since it brings plug-ins for pytest along which our tests must not load.
"""
