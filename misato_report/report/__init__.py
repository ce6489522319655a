"""Evaluations → page model → HTML → PDF."""
