"""What was published: bytes → Table → Observation → Ledger."""
