"""What the children take of the machine, over HTTP."""
