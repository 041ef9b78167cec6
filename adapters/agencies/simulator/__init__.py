"""Fictitious agencies that answer over real HTTP; shares no code with the adapters, so that both can be wrong alone."""
