`qbitrr config schema` prints a JSON schema of `config.toml` for editors, and `docs/configuration.md` lists every key; both are made from the program's own declarations.
