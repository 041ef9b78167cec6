"""The same facts under every variant, side by side, and where the rules of the agencies contradict each other."""
