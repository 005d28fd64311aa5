"""Validation: each resource alone, then the set; findings with positions."""
