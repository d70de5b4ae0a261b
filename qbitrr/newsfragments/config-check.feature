`qbitrr config check` reports every problem of a configuration with its line and a remedy; without a file it reads the one of the data folder.
