"""Records answers and gives items; knows no tables and no widgets."""
