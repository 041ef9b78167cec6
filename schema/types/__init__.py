"""The types of the contract, one file each: `from_domain` turns what the hub knows into what the contract says."""
