"""The plan: its types, and the YAML they are read from."""
