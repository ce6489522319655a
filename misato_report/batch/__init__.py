"""Many towns' reports in one run."""
