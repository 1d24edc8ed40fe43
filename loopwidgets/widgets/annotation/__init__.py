"""The annotation widget: what it sends to its pages, and what it answers to them."""
