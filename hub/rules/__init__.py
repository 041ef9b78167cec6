"""The law as dated data: TOML, one file per source document, each value with article, source and confidence."""
