"""Files: names that every system carries, atomic writing, locking, bounded reading."""
