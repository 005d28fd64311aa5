"""Sequence variation: accessions, assemblies, HGVS, SPDI, and Change."""
