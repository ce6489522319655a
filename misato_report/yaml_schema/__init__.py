"""YAML documents as typed values: kinds, mappings, and the position of every value."""
