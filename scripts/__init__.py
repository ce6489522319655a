"""What makes documents, locks and installations; run as ``python -m scripts.name``."""
