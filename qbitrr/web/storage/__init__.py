"""How much room the program's own files take, and the part of them that may be thrown away."""
