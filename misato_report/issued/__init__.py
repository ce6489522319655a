"""What was handed in (提出): the built files themselves, kept, and a register that only grows."""
