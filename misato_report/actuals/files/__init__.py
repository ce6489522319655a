"""What lies in a file → tables of cells as a person sees them, within limits, and nothing guessed."""
