"""Everything that is said to and by the agencies: their data, the wire, and simulators that speak it."""
