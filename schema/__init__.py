"""How the hub speaks GraphQL: our public contract. Imports `hub`, `consent` and Strawberry, nothing above."""
