"""Searching any JSON for alleles, as `clingen-ld find` does."""
