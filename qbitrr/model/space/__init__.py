"""Room on disks: what is to stay free, what is free, and what waits for it."""
