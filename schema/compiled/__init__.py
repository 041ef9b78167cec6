"""Known operations as straight Python. What does not go as planned is left to graphql-core, which stays the truth."""
