"""Pure functions: (indicator, observations, report year, as-of date) → evaluation, explanation and comparison."""
