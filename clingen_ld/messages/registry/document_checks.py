"""Checks of documents beyond the model's rules: they use content that is not in the model.

Keys and values are checked by their schema. A row has a chromosome and build besides its accession,
from which the model derives them (RS-4). A text in `hgvs` that is not an HGVS name is not a name in
the model (HG-1), and a protein effect without a protein name gives no allele (RG-3). Replies
without an allele are errors (RG-1), and unregistered alleles (RG-4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from clingen_ld.display import abridged
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.foreign.schema import ObjectSchema
from clingen_ld.messages.message import Problem
from clingen_ld.messages.registry.form import CONTEXT, is_placeholder, names_no_allele
from clingen_ld.messages.registry.schema import ALLELE, NUMBERED, names_number
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import (
    REGISTRY_ALLELES,
    Note,
    Object,
    is_integer,
    lacks_registry_number,
    pointer_steps,
    texts,
    wrong,
)
from clingen_ld.variation.assemblies import (
    Molecule,
    builds_in,
    molecule,
    oldest_first,
    refseq_accession,
)
from clingen_ld.variation.hgvs import NotHgvs, parse
from clingen_ld.variation.plain_names import name_type
from clingen_ld.variation.sequences import accession_kind

_PROTEIN_NAME: Final = re.compile(r"[^:]+:p\.")
# What newer replies have for introns and untranslated regions: NP_001745.2:n.352-1G>A.
_UNTRANSLATED: Final = re.compile(r"(?:[NX]P_|ENSP)[^:]*:[cn]\.")


def is_protein_name(name: object) -> bool:
    """Whether a text is meant as the HGVS name of a protein."""
    return isinstance(name, str) and _PROTEIN_NAME.match(name) is not None


def is_untranslated(name: str) -> bool:
    """Whether a protein effect is only the place of an intron or an untranslated region."""
    return _UNTRANSLATED.match(name) is not None


def schema_notes(given: Object, schema: ObjectSchema) -> list[Note]:
    """What is wrong with a document by its schema.

    One without a context was cut (`fields=`), and has what was asked for: that is said once.
    """
    notes = [*check(given, schema), *_misnamed_records(given)]
    if CONTEXT in given:
        return notes
    names = CONTEXT, "@id"
    return [
        n for n in notes if n.rule != "RG-2" or (not n.pointer and n.values["property"] in names)
    ]


def _misnamed_records(given: Object) -> Iterator[Note]:
    """Records whose `@id` has another number than they have."""
    groups = given.get("externalRecords")
    if not isinstance(groups, dict):
        return
    for name, records in NUMBERED.items():
        group = groups.get(name)
        for n, record in enumerate(group if isinstance(group, list) else [group]):
            number = record.get(records.key) if isinstance(record, dict) else None
            if is_integer(number) and not names_number(record.get("@id"), number):
                at = f"/externalRecords/{name}" + (f"/{n}" if isinstance(group, list) else "")
                expected = f"an IRI with {number}, the {records.key}"
                yield wrong("@id", record["@id"], expected, f"{at}/@id", "ST-4")


def document_notes(given: Object, rows: Iterable[tuple[str, str, Object]]) -> list[Note]:
    """What is wrong with an allele document; `rows` are pointer, contextual-allele-type and row."""
    notes = schema_notes(given, ALLELE)
    iri = given.get("@id")
    if isinstance(iri, str) and lacks_registry_number(iri) and not is_placeholder(iri):
        expected = f"the IRI of an allele of the registry, such as {REGISTRY_ALLELES}CA123643"
        notes.append(wrong("@id", iri, expected, "/@id", "ST-4"))
    for at, kind, row in rows:
        notes += _row_notes(row, kind, at)
    return notes


def _row_notes(row: Object, kind: str, at: str) -> Iterator[Note]:
    """What is wrong with a row at a pointer, of a contextual-allele-type."""
    listed = row.get("hgvs")
    for n, name in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(name, str) and name and name_type(name) == "custom":
            read = parse(name)
            problem = read.problem if isinstance(read, NotHgvs) else "it counts nothing"
            yield Note("HG-1", f"{at}/hgvs/{n}", {"name": name, "problem": problem})
    if kind == "genomic" and ("chromosome" in row or "referenceGenome" in row):
        yield from _wrong_chromosome(row, at)
    effect = row.get("proteinEffect")
    name = effect.get("hgvs") if isinstance(effect, dict) else None
    if isinstance(name, str) and name and not (is_protein_name(name) or is_untranslated(name)):
        yield Note("RG-3", f"{at}/proteinEffect/hgvs", {"name": name})


def _wrong_chromosome(row: Object, at: str) -> Iterator[Note]:
    """RS-4: the chromosome and the build of a row are those of its accession."""
    accession, found = next(_molecules(row), ("", None))
    if found is None:
        return
    values, given = {"accession": accession}, row.get("chromosome")
    if isinstance(given, str) and given and _chromosome(given) != found.chromosome:
        other = {"property": "chromosome", "value": given, "expected": found.chromosome}
        yield Note("RS-4", f"{at}/chromosome", values | other)
    given = row.get("referenceGenome")
    builds = builds_in(given) if isinstance(given, str) else frozenset()
    if isinstance(given, str) and builds and found.builds and not builds & found.builds:
        expected = " or ".join(oldest_first(found.builds))
        other = {"property": "referenceGenome", "value": given, "expected": expected}
        yield Note("RS-4", f"{at}/referenceGenome", values | other)


def _molecules(row: Object) -> Iterator[tuple[str, Molecule]]:
    """The accessions of chromosomes in the names of a row, as RefSeq has them."""
    for name in texts(row.get("hgvs")):
        accession = name.partition(":")[0]
        accession = refseq_accession(accession) or accession
        found = molecule(accession) if accession_kind(accession) == "chromosome" else None
        if found is not None:
            yield accession, found


def _chromosome(name: str) -> str:
    """The name of a chromosome as the model has it: chr17 is 17, and chrM is MT."""
    plain = name.strip().removeprefix("chr").upper()
    return "MT" if plain == "M" else plain


_UNKNOWN: Final = "an unknown input"
_INPUT: Final = ("inputLine", "hgvs")
_SENTENCES: Final = ("description", "message")
_ALLELES: Final = ("actualAllele", "givenAllele")
_LONGEST: Final = 1000  # characters of one value: the input may be repeated in it


def reply_problem(given: Object, text: JsonText, pointer: str) -> Problem | None:
    """RG-1 and RG-4: the problem of a reply without an allele; None for any other reply."""
    if is_error(given):
        values = error_values(given)
        asked = pointer_steps(pointer)[-1:]
        if values["input"] == _UNKNOWN and asked and ":" in asked[0]:
            values["input"] = asked[0]  # a reply that is listed by the name that was asked for
        return text.problem("RG-1", values, text.place(pointer))
    if names_no_allele(given):
        return text.problem("RG-4", {"id": str(given["@id"])}, text.place(pointer))
    return None


def is_error(given: Object) -> bool:
    """Whether a reply is an error."""
    return "errorType" in given and "@id" not in given


def error_values(given: Object) -> dict[str, str]:
    """What an error reply says: the input that it is about, the kind of error, and all else.

    >>> error_values({"errorType": "IncorrectReferenceAllele", "hgvs": "NM_1.1:c.2T>C",
    ...               "actualAllele": "A", "givenAllele": "T", "sequenceName": "NM_1.1"})
    {'input': 'NM_1.1:c.2T>C', 'error': 'IncorrectReferenceAllele', 'message': 'the reference \
NM_1.1 has A, not T'}
    """
    said = {key: shown for key, value in given.items() if (shown := _shown(value))}
    error = said.pop("errorType", "an error without a type")
    names = [said.pop(key) for key in _INPUT if key in said]
    sentences: list[str] = []
    if "actualAllele" in said:
        held, name = said["actualAllele"], said.get("sequenceName", "sequence")
        other = f", not {said['givenAllele']}" if "givenAllele" in said else ""
        sentences.append(f"the reference {name} has {held}{other}")
    sentences += [said[key] for key in _SENTENCES if key in said and said[key] != error]
    for key, value in said.items():
        if key not in (*_SENTENCES, *_ALLELES) and not any(value in each for each in sentences):
            sentences.append(f"{key} {value}")
    return {
        "input": next(iter(names), _UNKNOWN),
        "error": error,
        "message": "; ".join(each.rstrip(". ") for each in sentences) or "nothing more",
    }


def _shown(value: Any) -> str:
    """A value of an error reply on one line; empty for what says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = " ".join(str(value).split())
    return abridged(text, _LONGEST)
