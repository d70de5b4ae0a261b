`qbitrr config explain KEY` tells what a key is, its value and where that comes from; `config diff` what a file says otherwise than the defaults or another file; `config path` where the file is.
