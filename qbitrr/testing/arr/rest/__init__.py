"""The HTTP side of a simulated Arr: routes, records as they are sent, faults."""
