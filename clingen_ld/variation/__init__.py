"""The variation of sequences: accessions, assemblies, HGVS, SPDI, one Change."""
