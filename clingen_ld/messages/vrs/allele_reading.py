"""An Allele of VRS, read into a contextual allele of the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource, ResourceBuilder, mention
from clingen_ld.messages.foreign.schema import check
from clingen_ld.messages.vrs.allele_writing import SYNTAXES, VrsAlleleWriter
from clingen_ld.messages.vrs.identifiers import (
    ALLELE_ID,
    allele_digest,
    is_natural,
    location_digest,
)
from clingen_ld.messages.vrs.normalizing import repeated
from clingen_ld.messages.vrs.schema import ALLELE, LOCATION, SYSTEM, TERMS, wrong_id, wrong_name
from clingen_ld.messages.vrs.sequences import (
    ReferencedSequence,
    Sequences,
    allele_type,
    is_name_of_sequence,
    mentioned_sequence,
    read_link,
    read_reference,
    write_reference,
)
from clingen_ld.model import Model, Note, Object, Tree, escape, part, parts
from clingen_ld.variation.builders import contextual_allele
from clingen_ld.variation.hgvs import name_type
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement, sha512t24u

_NAME_TYPES: Final = {syntax: kind for kind, syntax in SYNTAXES.items() if syntax != "hgvs.p"}


class AlleleReader:
    """Reads alleles, one after the other."""

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._base = base
        self._teller = VrsAlleleWriter(Sequences(base))

    def read(
        self, given: Object, at: str, canonical: Tree | None = None, is_checked: bool = False
    ) -> list[ReadResource]:
        """A contextual allele, and the sequence that it tells of.

        `at` is the pointer of the object, `canonical` a reference to its canonical allele. What
        `is_checked` was checked by its schema with the object that it stands in.
        """
        location = part(given, "location")
        expressions = [each for _, each in parts(given, "expressions")]
        sequence = read_reference(
            location.get("sequenceReference"), (e.get("value") for e in expressions)
        )
        syntaxes = [e.get("syntax") for e in expressions]
        kind = allele_type(sequence, location.get("sequenceReference"), syntaxes)
        made = self._made(given, location, sequence, kind, canonical)
        made.notes += [] if is_checked else check(given, ALLELE)
        made.notes += _wrong_ids(given, location, sequence)
        made.notes += _wrong_reference(location)
        _put_names(made, given)
        self._keep(made, given, location, sequence)
        told = [ReadResource(made.normal(self._model, self._base), at)]
        mentioned = mentioned_sequence(sequence, kind)
        if mentioned is not None:
            told.append(mention(mentioned, f"{at}/location/sequenceReference"))
        return told

    def _made(
        self, given: Object, location: Object, sequence: ReferencedSequence, kind: str | None,
        canonical: Tree | None,
    ) -> ResourceBuilder:  # fmt: skip
        """The allele with its place, as far as that can be told."""
        reference, alternate = _residues(given, location)
        start, end = location.get("start"), location.get("end")
        name = sequence.accession or sequence.refget
        if name is not None and is_natural(start) and is_natural(end) and kind is not None:
            texts = [x if isinstance(x, str) else None for x in (reference, alternate)]
            placement = Placement(name, Interval.of(start, end), texts[0], texts[1])
            tree = contextual_allele(placement, kind, self._model, canonical=canonical)
            if sequence.accession is None:
                tree["id"] = _computed(given, location, sequence) or tree["id"]
        else:
            tree = {"resourceType": "ContextualAllele", "id": _computed(given, location, sequence)}
            tree["id"] = tree["id"] or _local_id(given)
            tree |= {} if canonical is None else {"canonicalAllele": canonical}
            tree |= {} if kind is None else {"contextualAlleleType": kind}
        made = ResourceBuilder(tree)
        id_ = given.get("id")
        if isinstance(id_, str) and ALLELE_ID.fullmatch(id_):
            made.put("identifier", [{"system": SYSTEM, "value": id_}], "/id")
        if alternate is not None:
            made.put("allele", alternate, "/state/sequence")
        self._put_coordinate(made, location, sequence, reference)
        made.moved["/contextualAlleleType"] = "/location/sequenceReference"
        return made

    def _put_coordinate(
        self, made: ResourceBuilder, location: Object, sequence: ReferencedSequence, reference: Any
    ) -> None:
        coordinate: Tree = {}
        link = read_link(sequence, location.get("sequenceReference"), self._base)
        if link is not None:
            coordinate["referenceSequence"] = link
        for key in ("start", "end"):
            if key in location:
                coordinate[key] = {"index": location[key]}
        if reference is not None:
            coordinate["refAllele"] = reference
        here = "/referenceCoordinate"
        made.put("referenceCoordinate", coordinate, "/location")
        made.moved[f"{here}/referenceSequence"] = "/location/sequenceReference"
        made.moved[f"{here}/refAllele"] = "/location/sequence"
        for key in ("start", "end"):
            made.moved[f"{here}/{key}"] = made.moved[f"{here}/{key}/index"] = f"/location/{key}"

    def _keep(
        self, made: ResourceBuilder, given: Object, location: Object, sequence: ReferencedSequence
    ) -> None:
        """Keep what the model has no place for, on the nodes that it is about."""
        tree, coordinate = made.tree, made.tree["referenceCoordinate"]
        id_ = given.get("id")
        own = {"id"} if "id" in given and "identifier" not in tree and id_ is not None else set()
        TERMS.keep(tree, given, [*ALLELE.extension_keys(given), *own])
        TERMS.keep(coordinate, location, LOCATION.extension_keys(location))
        told = write_reference(sequence, tree, self._base)
        said = part(location, "sequenceReference")
        more = {k: v for k, v in said.items() if not isinstance(told, dict) or told.get(k) != v}
        more = {k: v for k, v in more.items() if k not in ("type", "refgetAccession")}
        if more and isinstance(told, dict):
            TERMS.keep(coordinate, {"sequenceReference": more}, ["sequenceReference"])
        state = given.get("state")
        mentioned = mentioned_sequence(sequence, tree.get("contextualAlleleType"))
        again = self._teller.allele(tree, mentioned).value
        if isinstance(state, dict) and (again is None or again["state"] != state):
            is_literal = state.keys() == {"type", "sequence"}
            if not is_literal:
                TERMS.keep(tree, given, ["state"])
        for key in ALLELE.extension_keys(given):
            made.moved[f"/{escape(key)}"] = f"/{escape(key)}"


def _residues(given: Object, location: Object) -> tuple[Any, Any]:
    """What stands at the place and what comes there, each None where it is not told."""
    state, reference = part(given, "state"), location.get("sequence")
    alternate = state.get("sequence")
    if state.get("type") != "ReferenceLengthExpression":
        return reference, alternate
    length, unit = state.get("length"), state.get("repeatSubunitLength")
    start, end = location.get("start"), location.get("end")
    if not (is_natural(length) and is_natural(unit) and is_natural(start) and is_natural(end)):
        return reference, alternate
    if alternate is None and (length == 0 or isinstance(reference, str)):
        alternate = repeated(reference or "", unit, length)
    is_reference = length == unit == end - start
    if reference is None and is_reference:
        reference = alternate
    return reference, alternate


def unread(given: Object) -> Iterator[Note]:
    """What is wrong with an allele that is not read, because another one is the same."""
    location = part(given, "location")
    yield from check(given, ALLELE, unread=True)
    yield from _wrong_reference(location)
    yield from _wrong_ids(given, location, read_reference(location.get("sequenceReference"), ()))


def _wrong_reference(location: Object) -> Iterator[Note]:
    named = location.get("sequenceReference")
    if isinstance(named, str) and not is_name_of_sequence(named):
        yield wrong_name(named, "/location/sequenceReference")


def _wrong_ids(given: Object, location: Object, sequence: ReferencedSequence) -> Iterator[Note]:
    """Computed identifiers and digests that are not those of what they stand on."""
    digest = _location_digest(location, sequence)
    if digest is None:
        return
    yield from _not_of(location, digest, "ga4gh:SL.", "/location")
    of_allele = allele_digest(digest, part(given, "state"))
    if of_allele is not None:
        yield from _not_of(given, of_allele, "ga4gh:VA.", "")


def _not_of(given: Object, digest: str, prefix: str, at: str) -> Iterator[Note]:
    id_, said = given.get("id"), given.get("digest")
    if isinstance(id_, str) and id_.startswith(prefix) and id_ != prefix + digest:
        yield wrong_id("id", id_, prefix + digest, f"{at}/id")
    if isinstance(said, str) and said != digest:
        yield wrong_id("digest", said, digest, f"{at}/digest")


def _location_digest(location: Object, sequence: ReferencedSequence) -> str | None:
    start, end = location.get("start"), location.get("end")
    if sequence.refget is None or not is_natural(start) or not is_natural(end):
        return None
    return location_digest(sequence.refget, start, end)


def _computed(given: Object, location: Object, sequence: ReferencedSequence) -> str | None:
    """The computed identifier of an allele: the one that it has, else by its content."""
    id_ = given.get("id")
    if isinstance(id_, str) and ALLELE_ID.fullmatch(id_):
        return id_
    of_location = _location_digest(location, sequence)
    if of_location is None:
        return None
    digest = allele_digest(of_location, part(given, "state"))
    return None if digest is None else f"ga4gh:VA.{digest}"


def _local_id(given: Object) -> str:
    id_ = given.get("id")
    if isinstance(id_, str) and id_:
        return id_
    return "Allele." + sha512t24u(json.dumps(given, sort_keys=True).encode())


def _put_names(made: ResourceBuilder, given: Object) -> None:
    """The expressions and aliases as names of the allele."""
    names: list[Tree] = []
    for there, each in parts(given, "expressions"):
        here = f"/alleleName/{len(names)}"
        name: Tree = {}
        syntax, value = each.get("syntax"), each.get("value")
        kind = _name_type(syntax, value)
        if kind is not None:
            name["nameType"] = kind
        if "value" in each:
            name["name"] = value
        told = SYNTAXES.get(kind or "")
        TERMS.keep(name, each, each.keys() - {"value", "syntax"})
        if "syntax" in each and syntax != told:
            TERMS.keep(name, each, ["syntax"])
        made.moved |= {here: there, f"{here}/name": f"{there}/value"}
        made.moved[f"{here}/nameType"] = f"{there}/syntax"
        names.append(name)
    aliases = given.get("aliases")
    for n, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        if isinstance(alias, str):
            made.moved[f"/alleleName/{len(names)}"] = f"/aliases/{n}"
            made.moved[f"/alleleName/{len(names)}/name"] = f"/aliases/{n}"
            names.append({"nameType": "custom", "name": alias})
    if names:
        made.tree["alleleName"] = names


def _name_type(syntax: object, value: object) -> str | None:
    """The type of name of an expression; custom where the model has none for its syntax."""
    if not isinstance(syntax, str):
        return None
    if syntax == "hgvs.p":
        kind = name_type(value) if isinstance(value, str) else ""
        return kind if kind.startswith("hgvs-protein") else "hgvs-protein-3"
    return _NAME_TYPES.get(syntax, "custom")
