"""What an agency should mind and a person should know, each answer with its article. Decides nothing, stores nothing."""
