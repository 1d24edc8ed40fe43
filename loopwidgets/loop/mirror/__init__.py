"""Shows annotators what the model learned from them, and where they may err."""
