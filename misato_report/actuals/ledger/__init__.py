"""The ledger ``actuals/ledger.csv``: reading, writing, and taking source files into it."""
