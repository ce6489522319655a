"""Excel forms for the departments: written, and taken back into ledger and reviews."""
