A database file that is damaged while qbitrr runs is noticed within a quarter of an hour, put right, and named among the problems, as is one that
cannot be written because the disk is full. On a network file system files are written with a journal instead of a write-ahead log, and that is said.
