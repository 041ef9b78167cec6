"""The one door for HTTP: reads, authenticates, limits, hands on, answers. Gets everything it needs as arguments."""
