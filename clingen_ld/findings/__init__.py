"""Findings, lists of them, and the outcome of a validation: what reports show."""
