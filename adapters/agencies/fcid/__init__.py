"""Financial claims information documents (FCID): bytes in, claims out; how a version spells things is data."""
