"""Records answers and chooses items. Nothing here knows tables or widgets."""
