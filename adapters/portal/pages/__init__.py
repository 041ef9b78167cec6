"""The pages, each in a file of its name: what it asks the hub, and what it shows."""
