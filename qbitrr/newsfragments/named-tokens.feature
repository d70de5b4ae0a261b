Besides the token in `config.toml` there can be tokens with names, one for each program that uses the API: made on the page System or by
`POST /api/auth/tokens`, with when and from where each was used last, and taken back one by one. The secret of each is told once and kept nowhere.
