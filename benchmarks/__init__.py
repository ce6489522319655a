"""How fast it is, as ratios to yardsticks measured in the same run: ``make bench``. No test asserts a time."""
