While the disk is full or can only be read, searching goes on from memory; what was searched is written as soon as that is possible, and nothing is searched twice.
