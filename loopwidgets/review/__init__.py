"""Reviews labels: finds answers that may be wrong."""
