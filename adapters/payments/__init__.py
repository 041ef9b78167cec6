"""Files for banks and from banks. No money is here: what these files move is on the agencies' own accounts."""
