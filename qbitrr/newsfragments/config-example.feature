`qbitrr config example` prints a file with every key, its default and what it means; times, sizes and rates in it carry their unit. The first file is made from the same text.
