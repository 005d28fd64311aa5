"""The annotator of vrs-python, which computes the identifiers of the alleles of variant files."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.work import MissingError, Run, WrongAnswerError, part
from clingen_ld.variation.assemblies import chromosomes, refget_of

_BUILD = "GRCh38"


def annotate_vcf(corpus: Path, limit: int) -> Run:
    """Write a variant file with the ids of REF and ALT, its sequences being in memory."""
    annotator = _annotator()
    path, documents = part(corpus, limit)
    output = Path(tempfile.mkdtemp(), "annotated.vcf")
    proxy = _proxy(path)

    def run() -> int:
        annotator.VcfAnnotator(proxy).annotate(path, output_vcf_path=output, assembly=_BUILD)
        return documents

    return run


def _annotator() -> Any:
    try:
        return import_module("ga4gh.vrs.extras.annotator.vcf")
    except ImportError as error:
        raise MissingError("not installed (pip install 'ga4gh.vrs[extras]')") from error


def annotate(corpus: Path, limit: int) -> Run:
    """Write the Alleles of a variant file, its sequences and their names being in memory."""
    annotator = _annotator()
    path, documents = part(corpus, limit)
    output = Path(tempfile.mkdtemp(), "alleles.ndjson")
    proxy = _proxy(path)

    def run() -> int:
        annotator.VcfAnnotator(proxy).annotate(
            path,
            output_ndjson_path=output,
            assembly=_BUILD,
            compute_for_ref=False,
            require_validation=False,
        )
        with output.open(encoding="utf-8") as stream:
            found = sum(1 for _ in stream)
        if found != documents:
            raise WrongAnswerError(f"{found} alleles of {documents}")
        return documents

    return run


def _proxy(path: Path) -> Any:
    """What tells the annotator of sequences, as fast as can be: what REF says is there."""
    known = chromosomes(_BUILD)
    held: dict[tuple[str, int], str] = {}
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            if not line.startswith("#"):
                name, position, _, reference, _ = line.split("\t", 4)
                held[known[name.removeprefix("chr")].accession, int(position) - 1] = reference
    names: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, found in known.items():
        digest = refget_of(found.accession)
        aliases = [f"{_BUILD}:{name}", f"{_BUILD}:chr{name}"]
        aliases += [f"refseq:{found.accession}", f"ga4gh:{digest}"]
        told = {"length": found.length, "alphabet": "ACGT", "added": "", "aliases": aliases}
        for each in (*aliases, str(digest), found.accession):
            names[each] = found.accession, told
    base: Any = import_module("ga4gh.vrs.dataproxy")._DataProxy

    class Proxy(base):  # type: ignore[misc]
        def get_metadata(self, identifier: str) -> dict[str, Any]:
            return names[identifier][1]

        def get_sequence(
            self, identifier: str, start: int | None = None, end: int | None = None
        ) -> str:
            start = start or 0
            return held.get((names[identifier][0], start), "N" * ((end or start) - start))

    return Proxy()
