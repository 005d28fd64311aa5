"""Tests of much at once."""
