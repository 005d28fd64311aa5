"""The systems of identifiers that several forms name in words of their own."""

from __future__ import annotations

from typing import Final

DBSNP: Final = "http://www.ncbi.nlm.nih.gov/snp"
"""The numbers of dbSNP, which the model writes without rs."""
CLINVAR_VARIATION: Final = "http://www.ncbi.nlm.nih.gov/clinvar/variation"
HGNC: Final = "http://www.genenames.org/"
NCBI_GENE: Final = "http://www.ncbi.nlm.nih.gov/gene"
