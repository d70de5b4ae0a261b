"""Asking the programs, each within its time; what one of them does not answer is a fact like any other."""
