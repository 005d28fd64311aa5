"""Documents of the registry with one thing missing, or of another type, wherever that may be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.registry.rows import LISTS
from tests.messages.editing import at, new_findings, places, with_value, without
from tests.messages.registry.documents import DOCUMENTS, findings

FORM = "registry"
OTHERS: list[Any] = [None, True, 5, -1, 1.5, 3.0, "", "7", "x", [], {}, [1], {"a": 1}, [[]], [{}]]
# Keys of which any kind of value may be: what stands below is not told in the inventory.
FREE = ("RCV", "preferredName", "variant", "active")
# The inventory does not say whether a matching transcript has one name or several.
# Without these, a document is one of less, not a broken one.
OPTIONAL = {
    "communityStandardTitle", "externalRecords", "MANE", "proteinEffect", "gene", "geneSymbol",
    "geneNCBI_id", "referenceGenome", "chromosome", "hgvsWellDefined", "names", "RCV",
    "preferredName", "hgvsMatchingTranscriptVariant", "matchingRegisteredTranscripts",
    "maneStatus", "maneVersion", "genomicAlleles", "transcriptAlleles", "aminoAcidAlleles",
    "nucleotide", "protein", "Ensembl", "RefSeq", "NCBI", "LRG", "MANEPrefRefSeq", "dbSNP",
    "ClinVarAlleles", "ClinVarVariations", "MyVariantInfo_hg19", "MyVariantInfo_hg38",
}  # fmt: skip


def line_of(document: Any, path: tuple[Any, ...]) -> int:
    """The line that a value stands in, in the text that `findings` checks."""
    marked = with_value(document, path, "the mark")
    lines = json.dumps(marked, indent=1).split("\n")
    return next(n for n, line in enumerate(lines, 1) if '"the mark"' in line)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_have_no_error(name: str) -> None:
    assert [f for f in findings(DOCUMENTS[name]) if f.severity == "error"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_another_type_is_found_in_its_place(name: str) -> None:
    document = DOCUMENTS[name]
    before = findings(document)
    for path in list(places(document)):
        key = next(step for step in reversed(path) if isinstance(step, str))
        was, line = at(document, path), line_of(document, path)
        for other in OTHERS:
            if type(other) is type(was) or key in FREE or path[-2:] == (0, "hgvs"):
                continue
            if other == "7" and "externalRecords" in path and isinstance(was, int):
                continue  # the registry writes numbers of records both ways
            changed = with_value(document, path, other)
            new = new_findings(changed, FORM, before)
            assert new, (path, other)
            assert any(f.line is not None and f.line <= line for f in new), (path, other, new)


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_missing_key_is_found_in_its_place(name: str) -> None:
    document = DOCUMENTS[name]
    before = findings(document)
    for path in list(places(document)):
        if not isinstance(path[-1], str):
            continue
        if path[-1] in OPTIONAL or _is_in_record(path):
            continue
        if path == ("type",) and set(LISTS) & document.keys():
            continue  # which the number tells, or the rows
        assert new_findings(without(document, path), FORM, before), path


def _is_in_record(path: tuple[Any, ...]) -> bool:
    if path[-1] == "@id" and len(path) > 1:
        return True
    return any(
        step in ("externalRecords", "MANE", "matchingRegisteredTranscripts") for step in path
    )
