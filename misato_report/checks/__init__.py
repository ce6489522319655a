"""What ``misato-report check`` finds beyond files that can be read."""
