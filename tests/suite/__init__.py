"""What is true of the source and of the tests as a whole: arrows, names, sizes, and which tests there are."""
