"""What must be remembered: the closed list of events, canonical bytes, and the receipt of a decision. Pure."""
