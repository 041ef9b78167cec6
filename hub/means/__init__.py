"""What a household can miss: income that nobody may attach, room under the tax rules, room for a joint plan."""
