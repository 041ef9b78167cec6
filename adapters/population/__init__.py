"""The policy lab: made-up populations, decided by `hub.arrange` under every variant, and what that would mean."""
