"""Merging of several messages about one resource, for forms without named graphs.

A resource may be complete in one document and partial (`SUBSETTED`) in others. Named graphs keep
them apart; without graphs they would be mixed. The annotations of an allele, which are nodes of
INFO fields of VCF records, are united: each record of each file has its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any, Final, NamedTuple

from clingen_ld.graph.values import sorting_text
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import SUBSETTED, Object, escape, is_subsetted, registry_iri

NAMESPACE: Final = "http://clingen.org/model/vcf#"
"""The namespace of what annotations of alleles say: fields of a record of a VCF file."""
ANNOTATION: Final = f"{NAMESPACE}info"
"""The property of an allele whose value is an annotation: a node of INFO fields."""
FIELDS_NAMESPACE: Final = "http://clingen.org/model/vcf/info#"
"""The namespace of the properties that INFO fields are."""
REFERENCE_NAMESPACE: Final = "http://clingen.org/model/vcf/ref#"
"""That of the values of REF, in fields that have one for it, too (Number=R)."""
ANNOTATION_PREFIXES: Final = {
    "vcf": NAMESPACE,
    "vcf-info": FIELDS_NAMESPACE,
    "vcf-ref": REFERENCE_NAMESPACE,
}
FILE: Final = f"{NAMESPACE}file"
RECORD: Final = f"{NAMESPACE}record"

_CANONICAL: Final = "/canonicalAllele/reference"
_WITHOUT: Final = "/without"
"""How properties end that say what an object of a mapped form does not have."""
OWN_ID: Final = "#id"
"""How the property ends that is the id of an object in a document of a mapped form."""
_NAMES: Final = ("resourceType", "@id", "id", "meta")


class Merged(NamedTuple):
    """A resource merged from several descriptions, with the contradictions to the first."""

    tree: dict[str, Any]
    first: dict[str, Any] | None
    """The complete resource, which came before."""
    lost: list[str]
    """The JSON Pointers of values in the place of which there is another."""


class Descriptions:
    """The resources so far, on disk; complete ones are written at once, others wait."""

    def __init__(self) -> None:
        self._database = Scratch(
            "CREATE TABLE whole (iri TEXT PRIMARY KEY, tree BLOB) WITHOUT ROWID;"
            "CREATE TABLE other (number INTEGER PRIMARY KEY, iri TEXT, tree BLOB)"
        )

    def is_first(self, iri: str, tree: Object) -> bool:
        """Whether a resource is complete and new; otherwise it waits."""
        text = json.dumps(tree)
        if not is_subsetted(tree):
            if self._database.execute("INSERT OR IGNORE INTO whole VALUES (?, ?)", (iri, text)) > 0:
                return True
            if self._whole(iri) == text:
                return False
        self._database.execute("INSERT INTO other (iri, tree) VALUES (?, ?)", (iri, text))
        return False

    def waiting(self) -> Iterator[Merged]:
        """The resources with additions or only partial descriptions, in order of arrival."""
        rows = self._database.rows(
            "SELECT iri, min(number) FROM other GROUP BY iri ORDER BY min(number)"
        )
        for iri, _ in rows:
            trees = self._database.rows(
                "SELECT tree FROM other WHERE iri = ? ORDER BY number", (iri,)
            )
            whole = self._whole(iri)
            first = None if whole is None else json.loads(whole)
            yield merged([json.loads(text) for (text,) in trees], first)

    def close(self) -> None:
        self._database.close()

    def _whole(self, iri: str) -> str | None:
        found = self._database.row("SELECT tree FROM whole WHERE iri = ?", (iri,))
        return None if found is None else str(found[0])


def merged(trees: list[dict[str, Any]], whole: dict[str, Any] | None = None) -> Merged:
    """Merge the descriptions of a resource; the complete one, or else the first, wins.

    >>> merged([{"id": "G1", "name": "n"}], {"id": "G1", "symbol": "s"}).tree
    {'id': 'G1', 'symbol': 's', 'name': 'n'}
    """
    lost: list[str] = []
    tree = whole if whole is not None else trees[0]
    for other in trees:
        if other is not tree:
            tree = _with_meta(_both(tree, other, "", lost), tree, other, whole is not None)
    return Merged(tree, whole, list(dict.fromkeys(lost)))


def says(one: Object, other: Object) -> bool:
    """Whether a description of a resource says all that another one of it does.

    >>> says({"id": "G1", "symbol": "s", "name": "n"}, {"id": "G1", "name": "n"})
    True
    """
    both = merged([without_notes(other)], dict(one))
    return not both.lost and both.tree == one


def contradictions(one: Object, other: Object) -> list[str]:
    """The JSON Pointers of values that a description denies; two displays may well differ."""
    lost = merged([dict(other)], dict(one)).lost
    if any(_differ(*pair) for pair in product(annotations_of(one), annotations_of(other))):
        lost.append(f"/{escape(ANNOTATION)}")
    return [pointer for pointer in lost if not pointer.endswith("/display")]


def without_notes(value: Any) -> Any:
    """A value without the notes of a document's missing keys, which have no content."""
    if isinstance(value, dict):
        own = {key: item for key, item in value.items() if not key.endswith(_WITHOUT)}
        return {key: without_notes(item) for key, item in own.items()}
    return [without_notes(item) for item in value] if isinstance(value, list) else value


def additions(one: Any, other: Any, at: str = "") -> list[str]:
    """The JSON Pointers of what a description says besides what another one does.

    >>> additions({"symbol": "s"}, {"symbol": "t", "name": "n"})
    ['/name']
    """
    if isinstance(one, dict) and isinstance(other, dict):
        found: list[str] = []
        for key, value in without_notes(other).items():
            pointer = f"{at}/{escape(key)}"
            if key == ANNOTATION and key in one:
                found += [] if _united(one[key], value) == one[key] else [pointer]
            elif key in one:
                found += additions(one[key], value, pointer)
            elif at or key not in _NAMES:
                found.append(pointer)
        return found
    return [at] if isinstance(one, list) and not _has(one, other) else []


def combined(former: Any, later: Any) -> Any:
    """Two descriptions of a resource, merged; the later one wins where they differ.

    Their order does not matter otherwise: a list with items of both is sorted.

    >>> combined({"symbol": "A", "aliasSymbol": ["C"]}, {"symbol": "B", "aliasSymbol": ["B"]})
    {'symbol': 'B', 'aliasSymbol': ['B', 'C']}
    """
    if isinstance(former, dict) and isinstance(later, dict):
        made = dict(former)
        for key, value in later.items():
            if key == ANNOTATION and key in made:
                made[key] = _united(made[key], value, is_later=True)
            else:
                made[key] = combined(made[key], value) if key in made else value
        return made
    if isinstance(former, list) and isinstance(later, list):
        if _has(former, later):
            return former
        if _has(later, former):
            return later
        rest = [item for item in former if not _has(later, [item])]
        added = [item for item in later if not _has(rest, [item])]
        return sorted(rest + added, key=lambda item: json.dumps(item, sort_keys=True))
    return later


def _is_stand_in(one: Any, other: Any) -> bool:
    """Whether a canonical allele with a number of the Registry is also named by its placement.

    The document of a haplotype does not give the numbers of its simple alleles, so they are named
    by placement there, which is not a contradiction.
    """
    if not isinstance(one, str) or not isinstance(other, str) or registry_iri(one) is None:
        return False
    return is_placement(other)


def is_placement(reference: str) -> bool:
    """Whether a reference names an allele by its placement, for want of another name."""
    return ":" in reference.rpartition("/")[2] and registry_iri(reference) is None


def _with_meta(made: dict[str, Any], one: Object, other: Object, is_whole: bool) -> dict[str, Any]:
    """A resource with the meta of both, but without the tag of parts where it is whole."""
    meta = other.get("meta")
    if is_whole and isinstance(meta, dict) and isinstance(meta.get("tag"), list):
        tags = [tag for tag in meta["tag"] if tag != SUBSETTED]
        meta = {k: v for k, v in meta.items() if k != "tag"} | ({"tag": tags} if tags else {})
    if not meta:
        return made
    return made | {"meta": _both(one["meta"], meta, "/meta", []) if "meta" in one else meta}


def _both(one: Any, other: Any, at: str, lost: list[str]) -> Any:
    """Two values as one: objects by their keys, lists by their items; else the first."""
    if isinstance(one, dict) and isinstance(other, dict):
        made = dict(one)
        for key, value in other.items():
            pointer = f"{at}/{escape(key)}"
            if not at and key in _NAMES:
                continue
            if key == ANNOTATION and key in one:
                made[key] = _united(one[key], value)
                continue
            made[key] = _both(one[key], value, pointer, lost) if key in one else value
        return made
    if isinstance(one, list) and isinstance(other, list):
        return one + [item for item in other if not any(_has(each, item) for each in one)]
    if not _has(one, other) and not (at == _CANONICAL and _is_stand_in(one, other)):
        lost.append(at)
    return one


def _has(one: Any, other: Any) -> bool:
    """Whether a value says all that another does."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(key in one and _has(one[key], value) for key, value in other.items())
    if isinstance(one, list) and isinstance(other, list):
        return all(any(_has(each, item) for each in one) for item in other)
    return type(one) is type(other) and bool(one == other)


def annotations_of(tree: Object) -> list[Any]:
    """The annotations of an allele."""
    return _several(tree.get(ANNOTATION, []))


def _several(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _differ(one: Any, other: Any) -> bool:
    """Whether two annotations say different things of one record of one file."""
    if not isinstance(one, dict) or not isinstance(other, dict) or one == other:
        return False
    return FILE in one and all(one.get(key) == other.get(key) for key in (FILE, RECORD))


def _united(one: Any, other: Any, is_later: bool = False) -> Any:
    """The annotations of two descriptions of an allele, in the order that a graph gives them.

    Where both have values for one record of one file, the other, if it is later, takes the place.
    """
    others = _several(other)
    stay = [n for n in _several(one) if not (is_later and any(_differ(n, t) for t in others))]
    found = {sorting_text(node): node for node in (*stay, *others)}
    several = [found[key] for key in sorted(found)]
    return several if len(several) > 1 else several[0]
