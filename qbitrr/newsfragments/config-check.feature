`qbitrr config check FILE` reports every problem of a configuration with its line and a remedy.
