`/api/health` tells for each client and each Arr in `latency` how many seconds its last answer took to begin, and for an Arr since when it is as it is.
