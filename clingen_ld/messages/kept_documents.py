"""Documents that are kept whole: JSON literals of a Provenance, whose targets are the alleles read
from them, and records of bundles likewise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.graph.terms import RDF_JSON
from clingen_ld.model import SUBSETTED, TYPE_KEY, Normal, Object, Tree, local_name

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded, Engine

DOCUMENT: Final = "http://www.w3.org/ns/prov#value"
"""The property of a Provenance that has a document: a direct representation of it (PROV-O)."""
KEPT_DOCUMENT: Final = "/Provenance/document-"
"""What stands in the IRI of such a Provenance, before a digest of the document."""
KEPT_RECORD: Final = f"{KEPT_DOCUMENT}record-"
"""What stands in the IRI of one that keeps a record of a bundle of sections."""
WITH_DOCUMENTS: Final = ("vrs", "interpretation")
"""The forms that are written as the documents that they were read from."""


def document_id(value: Mapping[str, Any]) -> str:
    """The id of the Provenance of what was read from a document: by its content."""
    from hashlib import sha256

    return f"{local_name(KEPT_DOCUMENT)}{sha256(_text(value).encode()).hexdigest()[:32]}"


def record_id(pointer: str) -> str:
    """The id of the Provenance that keeps a record of a bundle: by the pointer to the record.

    The empty pointer is that of the bundle without its records.
    """
    from hashlib import sha256

    return f"{local_name(KEPT_RECORD)}{sha256(pointer.encode()).hexdigest()[:32]}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def document_literal(value: Mapping[str, Any]) -> Tree:
    """A document as a literal of RDF."""
    return _literal(_text(value))


def _literal(text: str) -> Tree:
    return {"@type": RDF_JSON, "@value": text}


def provenance(id_: str, value: Mapping[str, Any], targets: Iterable[str]) -> Normal:
    """The Provenance that has a document; its targets are the alleles read from it."""
    return kept_again(id_, _text(value), targets)


def kept_again(id_: str, text: str, targets: Iterable[str]) -> Normal:
    """The same of the text that a document was kept as."""
    references = [{"reference": target} for target in targets]
    return Normal({
        TYPE_KEY: "Provenance",
        "id": id_,
        "meta": {"tag": [SUBSETTED]},
        **({"target": references} if references else {}),
        DOCUMENT: _literal(text),
    }, moved={"": ""})  # fmt: skip


def kept_provenance(
    engine: Engine, id_: str, literal: Tree, targets: Iterable[str]
) -> Decoded | None:
    """The same as `provenance` makes of the `document_literal` of a document, compiled."""
    structs = engine.structs
    reference, tag = structs["Reference"], structs["Coding"](**SUBSETTED)
    made = structs["Provenance"](
        id=id_,
        meta=structs["Meta"](tag=(tag,)),
        target=tuple([reference(reference=target) for target in targets]),
        extensions={DOCUMENT: literal},
    )
    return engine.made(made, escapes=True)


def document_of(tree: Object) -> dict[str, Any] | None:
    """The document that a resource keeps, or None."""
    kept = tree.get(DOCUMENT)
    text = kept.get("@value") if isinstance(kept, dict) else None
    if tree[TYPE_KEY] != "Provenance" or not isinstance(text, str):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def is_record(tree: Object) -> bool:
    """Whether a resource keeps a record of a bundle."""
    return str(tree.get("id")).startswith(local_name(KEPT_RECORD)) and DOCUMENT in tree


def kind_of(tree: Object) -> str:
    """What a resource is, in words: its type, or that it is a document around alleles."""
    if is_record(tree):
        return "the record of a bundle"
    return "the document around alleles" if DOCUMENT in tree else f"the {tree[TYPE_KEY]}"
