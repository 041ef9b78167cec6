"""What the hub can do: one verb per file. Actions ask `consent` before anything is fetched, and again on release."""
