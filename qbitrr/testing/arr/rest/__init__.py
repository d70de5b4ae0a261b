"""The HTTP side of a simulated Arr: routes, pages, records as they are sent, and the door for tests."""
