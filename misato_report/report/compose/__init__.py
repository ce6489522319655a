"""Evaluations → page model: every word and figure of the report is decided here."""
