"""Computed identifiers of VRS 2: the digest of the canonical JSON of what makes an object.

The canonical JSON of alleles is written out here, since most objects are such; that is many times
faster than the general serializer of all classes. An object inside another counts by its digest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeGuard

from clingen_ld.messages.vrs.sequences import wrong_refget
from clingen_ld.model import Note, Object, escape, is_integer, wrong
from clingen_ld.variation.sequences import ONE_LETTER
from clingen_ld.variation.spdi import sha512t24u

ALLELE_ID: Final = re.compile(r"ga4gh:VA\.[0-9A-Za-z_-]{32}")
"""A computed identifier of an allele."""
LOCATION_ID: Final = re.compile(r"ga4gh:SL\.[0-9A-Za-z_-]{32}")
"""A computed identifier of a location."""

BLOCK_ID: Final = re.compile(r"ga4gh:CPB\.[0-9A-Za-z_-]{32}")
"""A computed identifier of a CisPhasedBlock."""

_SEQUENCE: Final = re.compile(r"[A-Z*-]*")


def is_sequence(value: object) -> TypeGuard[str]:
    """Whether a value is a sequence as VRS writes them."""
    return isinstance(value, str) and _SEQUENCE.fullmatch(value) is not None


def location_digest(refget: str, start: object, end: object) -> str:
    """The digest of a SequenceLocation; `start` and `end` are 0-based interbase, or Ranges.

    >>> location_digest("SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl", 44908821, 44908822)
    'wIlaGykfwHIpPY2Fcxtbx4TINbbODFVz'
    """
    ends = canonical_number(start), canonical_number(end)
    return digest_of_place(behind_end(refget), *ends)


def behind_end(refget: str) -> str:
    """The canonical JSON of a SequenceLocation between its end and its start."""
    reference = f'{{"refgetAccession":"{refget}","type":"SequenceReference"}}'
    return f',"sequenceReference":{reference},"start":'


def digest_of_place(behind: str, start: object, end: object) -> str:
    """The digest of a SequenceLocation, with what `behind_end` gives, and its ends as JSON."""
    return sha512t24u(place_text(behind, start, end))


def place_text(behind: str, start: object, end: object) -> bytes:
    """The canonical JSON of a SequenceLocation, with what `behind_end` gives, and its ends."""
    return f'{{"end":{end}{behind}{start},"type":"SequenceLocation"}}'.encode()


def digest_of_state(location: str, state: str) -> str:
    """The digest of an Allele by that of its location and the canonical JSON of its state."""
    return sha512t24u(allele_text(location, state))


def allele_text(location: str, state: str) -> bytes:
    """The canonical JSON of an Allele, by the digest of its location and that of its state."""
    return f'{{"location":"{location}","state":{state},"type":"Allele"}}'.encode()


def allele_digest(location: str, state: Mapping[str, Any]) -> str | None:
    """The digest of an Allele from that of its location; None if its state is not of VRS.

    >>> location = location_digest("SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl", 44908821, 44908822)
    >>> allele_digest(location, {"type": "LiteralSequenceExpression", "sequence": "T"})
    '0AePZIWZUNsUlQTamyLrjm2HWUw2opLt'
    """
    inherent = canonical_state(state)
    return None if inherent is None else digest_of_state(location, inherent)


def block_digest(digests: Iterable[str | None]) -> str | None:
    """The digest of a CisPhasedBlock by those of its members; None when not all are known.

    >>> block_digest(["klRMVChjvV73ZxS9Ajq1Rb8WU-p_HbLu", "Hy2XU_-rp4IMh6I_1NXNecBo8Qx8n0oE"])
    'pXXt_4AoFeAfFQFuImU1ZukWWjO_gTLC'
    """
    known = list(digests)
    if not known or None in known:
        return None
    members = ",".join(sorted(f'"{digest}"' for digest in known))
    return sha512t24u(f'{{"members":[{members}],"type":"CisPhasedBlock"}}'.encode())


_PREFIXES: Final = {
    "SequenceLocation": "SL", "RelativeSequenceLocation": "RSL", "Allele": "VA",
    "RelativeAllele": "RA", "CisPhasedBlock": "CPB", "Adjacency": "AJ", "Terminus": "TM",
    "DerivativeMolecule": "DM", "CopyNumberCount": "CN", "CopyNumberChange": "CX",
}  # fmt: skip
"""The classes that have computed identifiers, and how these begin."""
_OF_VARIATION: Final = "|".join(p for name, p in _PREFIXES.items() if not name.endswith("Location"))
VARIATION_ID: Final = re.compile(rf"ga4gh:(?:{_OF_VARIATION})\.[0-9A-Za-z_-]{{32}}")
"""A computed identifier of any class but the locations."""
_INHERENT: Final = {
    "SequenceReference": ("refgetAccession",),
    "SequenceLocation": ("end", "sequenceReference", "start"),
    "SequenceOffsetLocation": ("anchor", "anchorOrientation", "offsetEnd", "offsetStart",
                               "sequenceReference"),
    "RelativeSequenceLocation": ("baseSequenceLocation", "mappedSequenceLocation"),
    "LiteralSequenceExpression": ("sequence",),
    "ReferenceLengthExpression": ("length", "repeatSubunitLength"),
    "LengthExpression": ("length",),
    "Allele": ("location", "state"),
    "RelativeAllele": ("baseState", "mappedState", "relativeLocation"),
    "CisPhasedBlock": ("members",),
    "Adjacency": ("adjoinedSequences", "linker"),
    "Terminus": ("location",),
    "TraversalBlock": ("component", "orientation"),
    "DerivativeMolecule": ("components",),
    "CopyNumberCount": ("copies", "location"),
    "CopyNumberChange": ("copyChange", "location"),
}  # fmt: skip
"""The inherent properties of each class, in the order of canonical JSON; `type` is the last."""
_OF_KEYS: Final = {
    "relativeLocation": "RelativeSequenceLocation", "sequenceReference": "SequenceReference",
    "baseSequenceLocation": "SequenceLocation", "mappedSequenceLocation": "SequenceOffsetLocation",
}  # fmt: skip
"""The class of an object under a key that no other class may have: it may be left out."""
_PLAIN: Final = frozenset(("anchorOrientation", "copyChange", "orientation"))
_DEEPEST: Final = 12


def computed_id(given: Mapping[str, Any]) -> str | None:
    """The computed identifier of an object of any class; None if its content has none.

    A reference to an object elsewhere, or an object that is not of VRS, has none.

    >>> of = {"type": "SequenceReference", "refgetAccession": "SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl"}
    >>> at = {"type": "SequenceLocation", "sequenceReference": of, "end": 10}
    >>> computed_id({"type": "Terminus", "location": at})
    'ga4gh:TM.R5avAa57_uVjb3KAFgn1-9UDKGLEd2EA'
    """
    kind = given.get("type")
    prefix = _PREFIXES.get(kind) if isinstance(kind, str) else None
    text = None if prefix is None else _inherent(given, kind, _DEEPEST)
    return None if text is None else f"ga4gh:{prefix}.{sha512t24u(text.encode())}"


def _inherent(given: Mapping[str, Any], kind: object, depth: int) -> str | None:
    """The canonical JSON of the inherent properties of an object."""
    keys = _INHERENT.get(kind) if isinstance(kind, str) else None
    if keys is None or depth == 0:
        return None
    texts = [_value(key, given.get(key), depth - 1) for key in keys]
    if None in texts:
        return None
    pairs = [f'"{key}":{text}' for key, text in zip(keys, texts, strict=True)]
    return f'{{{",".join(pairs)},"type":"{kind}"}}'


def _value(key: str, value: Any, depth: int) -> str | None:
    """The canonical JSON of an inherent property; objects with identifiers are their digests."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        kind = value.get("type", _OF_KEYS.get(key))
        text = _inherent(value, kind, depth)
        is_inside = text is None or kind not in _PREFIXES
        return text if is_inside else f'"{sha512t24u(str(text).encode())}"'
    if key in ("members", "components", "adjoinedSequences"):
        listed = value if isinstance(value, list) else [None]
        texts = [_value("", each, depth) if isinstance(each, dict) else None for each in listed]
        known = [text for text in texts if text is not None]
        if len(known) < len(texts):
            return None
        return f"[{','.join(sorted(known) if key == 'members' else known)}]"
    if key == "refgetAccession" or (key == "sequence" and is_sequence(value)):
        return json.dumps(value) if isinstance(value, str) else None
    if key in _PLAIN:
        return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else None
    return str(value) if is_integer(value) else canonical_number(value)


def canonical_state(state: Mapping[str, Any]) -> str | None:
    """The canonical JSON of what makes a state."""
    kind, length = state.get("type"), canonical_number(state.get("length"))
    if kind == "LiteralSequenceExpression":
        sequence = state.get("sequence")
        return canonical_literal(sequence) if is_sequence(sequence) else None
    if length is None:
        return None
    if kind == "ReferenceLengthExpression" and is_natural(state.get("repeatSubunitLength")):
        repeat = state["repeatSubunitLength"]
        return f'{{"length":{length},"repeatSubunitLength":{repeat},"type":"{kind}"}}'
    return f'{{"length":{length},"type":"{kind}"}}' if kind == "LengthExpression" else None


def canonical_literal(sequence: str) -> str:
    """The canonical JSON of a LiteralSequenceExpression."""
    return f'{{"sequence":"{sequence}","type":"LiteralSequenceExpression"}}'


def canonical_number(value: object) -> str | None:
    """The canonical JSON of a number or a Range, one end of which may be null; else None."""
    if is_natural(value):
        return str(value)
    if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
        return None
    if not all(end is None or is_natural(end) for end in value):
        return None
    return "[{},{}]".format(*("null" if end is None else end for end in value))


def is_natural(value: object) -> TypeGuard[int]:
    """Whether a value is an integer that is not negative."""
    return is_integer(value) and value >= 0


_THREES: Final = re.compile(r"(?:[A-Z][a-z]{2}|\*)+")


def one_letter(sequence: object, kind: object) -> str | None:
    """A sequence in one-letter codes; None if invalid.

    `kind` is the contextual-allele-type.

    >>> one_letter("IleTer", "amino-acid"), one_letter("ac", "genomic"), one_letter("<DEL>", None)
    ('I*', 'AC', None)
    """
    if not isinstance(sequence, str):
        return None
    if kind == "amino-acid" and _THREES.fullmatch(sequence):
        found = [ONE_LETTER.get(each, each) for each in re.findall(r"[A-Z][a-z]{2}|\*", sequence)]
        return "".join(found) if all(len(each) == 1 for each in found) else None
    letters = sequence.upper()
    return letters if is_sequence(letters) else None


def wrong_id(name: str, value: str, expected: str, at: str) -> Note:
    """A finding that a computed identifier does not match its object."""
    return wrong(name, value, f"{expected} by its content", at, "ST-4")


def wrong_ids_inside(given: Any, at: str) -> Iterator[Note]:
    """Computed identifiers and digests in an object, and in all below it, that are wrong.

    Those of what is on a sequence with a wrong refget accession are not judged.
    """
    if isinstance(given, list):
        for n, each in enumerate(given):
            yield from wrong_ids_inside(each, f"{at}/{n}")
    elif isinstance(given, dict):
        below = [*wrong_refget(given, at)]
        for key, value in given.items():
            if key != "extensions":
                below += wrong_ids_inside(value, f"{at}/{escape(key)}")
        computed = computed_id(given)
        if computed is not None and not any(map(_is_of_sequence, below)):
            prefix, _, digest = computed.rpartition(".")
            yield from wrong_names(given, digest, f"{prefix}.", at)
        yield from below


def _is_of_sequence(note: Note) -> bool:
    return note.pointer.endswith("/refgetAccession")


def wrong_names(given: Object, digest: str, prefix: str, at: str) -> Iterator[Note]:
    """The id and the digest of an object at a pointer, where they are not those of its content."""
    id_, said = given.get("id"), given.get("digest")
    if isinstance(id_, str) and id_.startswith(prefix) and id_ != prefix + digest:
        yield wrong_id("id", id_, prefix + digest, f"{at}/id")
    if isinstance(said, str) and said != digest:
        yield wrong_id("digest", said, digest, f"{at}/digest")
