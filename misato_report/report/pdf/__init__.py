"""HTML → PDF."""
