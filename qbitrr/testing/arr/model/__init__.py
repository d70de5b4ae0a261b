"""The state and the ways of a simulated Arr, without HTTP."""
