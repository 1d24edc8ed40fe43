"""Shows the progress of the work, in a cell of its own."""
