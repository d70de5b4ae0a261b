`qbitrr config rename OLD NEW` gives a section another name in the configuration and in everything that is stored; Arr sections can be renamed while everything runs, too.
