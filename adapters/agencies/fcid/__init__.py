"""Financial claims information documents (FCID): bytes in, claims out; the spelling of each version is data, not code."""
