"""The configuration while the program runs: who changes the file, who notices that somebody else did, and what follows from it."""
