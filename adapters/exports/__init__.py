"""What leaves the hub unasked, in the forms that others expect. Nothing here decides what may leave."""
