"""Human review: what a person asks a person at an agency to look at, and what came of it. Pure."""
