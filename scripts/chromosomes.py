"""The table of human chromosome sequences in the package, from the assembly reports in bioutils.

python scripts/chromosomes.py   writes clingen_ld/variation/chromosomes.tsv; a test compares it
"""

from __future__ import annotations

from bioutils.assemblies import get_assembly, get_assembly_names

from clingen_ld.variation.assemblies import TABLE, refget_of

START = """\
# Every NC_ sequence of the human assemblies: build, name, RefSeq, GenBank, refget, length in bases.
# `python scripts/chromosomes.py` writes this table, from NCBI's assembly reports as bioutils has
# them. It keeps the GA4GH refget digests of GRCh37 and GRCh38: facts, read from
# gnomad/utils/annotations.py of gnomad_methods and RefGetAccessionProvider.java of GATK, which
# agree.
"""


def table() -> str:
    """The text of the table; patch releases add chromosomes that a build did not have yet."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for assembly in sorted(get_assembly_names()):
        build = assembly.partition(".p")[0]
        for given in get_assembly(assembly)["sequences"]:
            refseq, name = given["refseq_ac"] or "", given["name"].removeprefix("chr")
            if refseq.startswith("NC_"):
                known = refseq, given["genbank_ac"] or "", refget_of(refseq) or ""
                found.setdefault((build, name), (build, name, *known, str(given["length"])))
    return START + "".join("\t".join(row) + "\n" for row in found.values())


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
