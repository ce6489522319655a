"""Published tables of municipalities → observations."""
