"""The form vcf, and how it is recognized."""

from __future__ import annotations

from typing import Final

from clingen_ld.messages.form import Form

BCF_START: Final = "BCF\x02"
"""The first characters of a BCF file, which is binary."""
TITLES_START: Final = "#CHROM\tPOS"
"""How the line with the titles of the columns begins."""


def is_vcf(text: str, _complete: bool) -> str | None:
    """The form of a VCF or BCF file, with the line that says so or without it."""
    is_started = text.startswith((BCF_START, "##fileformat=VCF", TITLES_START))
    # Meta-information without its first line.
    is_headed = text.startswith("##") and f"\n{TITLES_START}" in text
    return "vcf" if is_started or is_headed else None


VCF: Final = Form(
    "vcf",
    "variant files: VCF 4.2 and later, and BCF",
    ".vcf",
    "text/x-vcf",
    "genomic contextual alleles on the chromosomes of one build",
    read="clingen_ld.messages.vcf.reading:read_stream",
    write="clingen_ld.messages.vcf.writing:VcfWriter",
    whole=False,
    mapping="clingen_ld.messages.vcf.records:MAPPING",
    detect_text=is_vcf,
    lacks=("canonicalAllele",),
)
