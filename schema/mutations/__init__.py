"""What a client can have done, one file per mutation: its input, its payload, its problems."""
