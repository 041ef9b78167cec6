"""The life of an arrangement after it was accepted: what may happen, what is paid, what is due. Pure."""
