"""Shows how far the work is, in a cell of its own."""
