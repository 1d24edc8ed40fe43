"""Labels with a widget that others made."""
