"""Page model → HTML: one file with its styles and its script inside."""
