"""What leaves for the exchange of debt help, in the shapes that were agreed on there."""
