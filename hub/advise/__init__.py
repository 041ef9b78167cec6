"""What an agency should mind and a person should know, each with its article. Decides nothing, stores nothing."""
