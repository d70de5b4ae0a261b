"""The guard of free space."""
