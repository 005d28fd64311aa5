"""Reader of Alleles of VRS into contextual alleles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource, ResourceBuilder, mention, same
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.foreign.schema import ObjectSchema
from clingen_ld.messages.vrs.allele_writing import VrsAlleleWriter
from clingen_ld.messages.vrs.form import is_kept
from clingen_ld.messages.vrs.given_allele import (
    ENDS,
    GivenAllele,
    put_names,
    uncertain_ends,
    wrong_ids,
    wrong_reference,
)
from clingen_ld.messages.vrs.identifiers import (
    ALLELE_ID,
    LOCATION_ID,
    computed_id,
    is_natural,
    wrong_ids_inside,
)
from clingen_ld.messages.vrs.introns import IntronAllele, read_intron, without_canonical
from clingen_ld.messages.vrs.normalizing import may_be_normal, repeated, wrong_parts
from clingen_ld.messages.vrs.schema import ALLELE, KEPT, LOCATION, SYSTEM, TERMS
from clingen_ld.messages.vrs.sequences import (
    ReferencedSequence,
    Sequences,
    mentioned_sequence,
    read_link,
    write_reference,
)
from clingen_ld.model import Model, Object, Tree, encode, escape, part
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.builders import contextual_allele
from clingen_ld.variation.placed_allele import placed_id
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement, sha512t24u

_NAMES: Final = ("expressions", "aliases")


class AlleleReader:
    """Reads alleles, one after the other."""

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._base = base
        self._writer = VrsAlleleWriter(Sequences(base))

    def digest(self, given: object) -> str | None:
        """The digest of the content of an Allele; None if it has none."""
        return GivenAllele.of(given).digest if isinstance(given, dict) else None

    def read(
        self, given: Object, at: str, canonical: Tree | None = None, is_checked: bool = False,
        also: Object | None = None, is_alone: bool = False, identifiers: Sequence[Tree] = (),
    ) -> list[ReadResource]:  # fmt: skip
        """A contextual allele, and the sequence that it mentions.

        `at` is the pointer of the object, `canonical` a reference to its canonical allele.
        `is_checked` says that its schema was checked with the object around it. `also` is another
        object of the same allele, whose names are read. `is_alone` says that it belongs to a
        canonical allele with its id. `identifiers` are others that it has.
        """
        if is_kept(given):
            return self._whole(given, at, canonical, is_checked)
        read = GivenAllele.of(given)
        builder = self._builder(read, canonical)
        if is_alone:
            id_ = encode(builder.tree["id"])
            builder.tree["canonicalAllele"] = {"reference": f"CanonicalAllele/{id_}"}
        builder.notes += [] if is_checked else check(given, ALLELE)
        builder.notes += wrong_ids(read)
        builder.notes += wrong_reference(given)
        builder.notes += uncertain_ends(read.location)
        builder.notes += wrong_parts(part(given, "state"), read.location)
        put_names(builder, given, also or {})
        self._keep(builder, read)
        builder.lost += _replaced(read)
        if identifiers:
            builder.put("identifier", [*builder.tree.get("identifier", []), *identifiers], "")
        resources = [ReadResource(builder.normal(self._model, self._base), at)]
        mentioned = mentioned_sequence(read.sequence, read.kind)
        if mentioned is not None:
            resources.append(mention(mentioned, f"{at}/location/sequenceReference"))
        return resources

    def _whole(
        self, given: Object, at: str, canonical: Tree | None, is_checked: bool
    ) -> list[ReadResource]:
        """An object that the model cannot represent, which is kept whole; or one in an intron."""
        computed = computed_id(given)
        intron = read_intron(given)
        whole, named = (given, None) if intron is None else without_canonical(given)
        canonical = canonical or named
        mentions: list[ReadResource] = []
        if intron is None:
            builder = ResourceBuilder({"resourceType": "ContextualAllele"})
            builder.put("id", computed or _local_id(given), "/id" if "id" in given else "")
            builder.tree |= {} if canonical is None else {"canonicalAllele": canonical}
        else:
            builder = self._in_intron(intron, given, canonical, computed)
            for sequence, kind in ((intron.sequence, "transcript"), (intron.genomic, None)):
                tree = None if sequence is None else mentioned_sequence(sequence, kind)
                mentions += [] if tree is None else [mention(tree, at)]
        if computed is not None:
            builder.put("identifier", [{"system": SYSTEM, "value": computed}], "")
        schema = KEPT.get(str(given.get("type")))
        builder.notes += [] if is_checked or schema is None else check(given, schema)
        builder.notes += wrong_ids_inside(given, "")
        if intron is None:
            TERMS.keep(builder.tree, given, given.keys())
        else:
            put_names(builder, given, {})
            if not same(self._writer.allele(builder.tree).value, given):
                TERMS.keep(builder.tree, whole, whole.keys() - set(_NAMES))
        for key in given:
            builder.moved[f"/{escape(TERMS.term(key))}"] = f"/{escape(key)}"
        return [ReadResource(builder.normal(self._model, self._base), at), *mentions]

    def _in_intron(
        self, intron: IntronAllele, given: Object, canonical: Tree | None, computed: str | None
    ) -> ResourceBuilder:
        """An allele in an intron, with its place."""
        sequence = intron.sequence
        name = sequence.accession or sequence.refget or ""
        placement = Placement(name, intron.interval, intron.reference, intron.alternate)
        tree = contextual_allele(placement, "transcript", self._model, canonical=canonical)
        tree["referenceCoordinate"] = intron.coordinate(self._base)
        if sequence.accession is None:
            tree["id"] = computed or _local_id(given)
        builder = ResourceBuilder(tree)
        is_relative = "relativeLocation" in given
        place = "/relativeLocation/mappedSequenceLocation" if is_relative else "/location"
        builder.moved["/referenceCoordinate"] = place
        builder.moved["/allele"] = f"{'/mappedState' if is_relative else '/state'}/sequence"
        for key, offset in (("start", "offsetStart"), ("end", "offsetEnd")):
            builder.moved[f"/referenceCoordinate/{key}"] = f"{place}/{offset}"
            builder.moved[f"/referenceCoordinate/{key}/index"] = f"{place}/anchor"
        return builder

    def _builder(self, read: GivenAllele, canonical: Tree | None) -> ResourceBuilder:
        """The allele with its place, as far as known."""
        given, location, sequence, kind = read.allele, read.location, read.sequence, read.kind
        reference, alternate = _residues(given, location)
        start, end = location.get("start"), location.get("end")
        name = sequence.accession or sequence.refget
        if name is not None and is_natural(start) and is_natural(end) and kind is not None:
            texts = [x if isinstance(x, str) else None for x in (reference, alternate)]
            placement = Placement(name, Interval.of(start, end), texts[0], texts[1])
            tree = contextual_allele(placement, kind, self._model, canonical=canonical)
            if sequence.accession is None or placement.id is None:
                tree["id"] = read.id or placed_id(placement, tree, given.get("state"))
        else:
            tree = {"resourceType": "ContextualAllele", "id": read.id or _local_id(given)}
            tree |= {} if canonical is None else {"canonicalAllele": canonical}
            tree |= {} if kind is None else {"contextualAlleleType": kind}
        builder = ResourceBuilder(tree)
        id_ = given.get("id")
        if isinstance(id_, str) and ALLELE_ID.fullmatch(id_):
            builder.put("identifier", [{"system": SYSTEM, "value": id_}], "/id")
        if alternate is not None:
            builder.put("allele", alternate, "/state/sequence")
        if read.is_placed:
            self._put_coordinate(builder, location, sequence, reference)
        builder.moved["/contextualAlleleType"] = "/location/sequenceReference"
        return builder

    def _put_coordinate(
        self,
        builder: ResourceBuilder,
        location: Object,
        sequence: ReferencedSequence,
        reference: Any,
    ) -> None:
        coordinate: Tree = {}
        link = read_link(sequence, location.get("sequenceReference"), self._base)
        if link is not None:
            coordinate["referenceSequence"] = link
        for key in ENDS:
            if key in location:
                coordinate[key] = {"index": location[key]}
        if reference is not None:
            coordinate["refAllele"] = reference
        here = "/referenceCoordinate"
        builder.put("referenceCoordinate", coordinate, "/location")
        builder.moved[f"{here}/referenceSequence"] = "/location/sequenceReference"
        builder.moved[f"{here}/refAllele"] = "/location/sequence"
        for key in ENDS:
            builder.moved[f"{here}/{key}"] = builder.moved[f"{here}/{key}/index"] = (
                f"/location/{key}"
            )

    def _keep(self, builder: ResourceBuilder, read: GivenAllele) -> None:
        """Keep content that the model does not have, on the nodes that it describes."""
        if not read.is_placed:
            whole = read.allele
            TERMS.keep(builder.tree, whole, whole.keys() - set(_NAMES))
            _keep_absent(builder.tree, whole, {"type": ALLELE.name})
            written = self._writer.allele(builder.tree).value or {}
            names = [k for k in _NAMES if k in whole and not same(whole[k], written.get(k, 0))]
            TERMS.keep(builder.tree, whole, names)
            return
        tree, coordinate = builder.tree, builder.tree["referenceCoordinate"]
        given, location, sequence, digest = read.allele, read.location, read.sequence, read.digest
        named = [*ALLELE.extension_keys(given), *_own_names(given, digest)]
        TERMS.keep(tree, given, [*named, *_other_type(given, ALLELE)])
        mentioned = mentioned_sequence(sequence, read.kind)
        again = self._writer.allele(tree, mentioned).value
        named = [*LOCATION.extension_keys(location), *_other_type(location, LOCATION)]
        if "sequenceReference" in location:
            if again is not None:
                reference = again["location"]["sequenceReference"]
            else:
                reference = write_reference(sequence, ContextualAllele(tree), self._base)
            if not same(location["sequenceReference"], reference):
                named.append("sequenceReference")
        if "id" in location and not _is_id(location["id"], LOCATION_ID):
            named.append("id")
        if not isinstance(location.get("sequence", ""), str):
            named.append("sequence")
        TERMS.keep(coordinate, location, named)
        state = given.get("state")
        if isinstance(state, dict) and _tells_more(state, again, tree, digest is not None):
            TERMS.keep(tree, given, ["state"])
            again = self._writer.allele(tree, mentioned).value
        if again is not None:
            _keep_absent(tree, given, again, "id", "digest")
            _keep_absent(coordinate, location, again["location"])
            names = [key for key in _NAMES if key in given]
            named = [k for k in names if given[k] is None or not same(given[k], again.get(k))]
            TERMS.keep(tree, given, named)
        for key in ALLELE.extension_keys(given):
            builder.moved[f"/{escape(key)}"] = f"/{escape(key)}"


def _other_type(given: Object, schema: ObjectSchema) -> list[str]:
    """The key of a type that is not the one of its class, by which it was read all the same."""
    return ["type"] if given.get("type", schema.name) != schema.name else []


def _own_names(given: Object, digest: str | None) -> Iterator[str]:
    """The keys by which an allele names itself, if the model does not have them.

    `digest` is that of its content; None without one, so that nothing contradicts the names.
    """
    is_computed = _is_id(given.get("id"), ALLELE_ID)
    if given.get("id") is not None and (digest is None or not is_computed):
        yield "id"
    if "digest" in given and (digest is None or (not is_computed and given["digest"] == digest)):
        yield "digest"


def _replaced(read: GivenAllele) -> Iterator[str]:
    """The pointers of identifiers and digests of which the computed ones are written instead.

    An identifier of the allele is not among these: the model keeps it.
    """
    if not read.is_placed:
        return
    given, location = read.allele, read.location
    if read.of_location is not None:
        id_ = location.get("id")
        if _is_id(id_, LOCATION_ID) and id_ != f"ga4gh:SL.{read.of_location}":
            yield "/location/id"
        if location.get("digest", read.of_location) != read.of_location:
            yield "/location/digest"
    if read.digest is not None:
        if given.get("id", "") is None:
            yield "/id"
        if given.get("digest", read.digest) != read.digest:
            yield "/digest"


def _is_id(value: object, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _tells_more(state: Tree, written: Tree | None, tree: Tree, has_digest: bool) -> bool:
    """Whether a state has more content than the tree of its allele, which gives `written`."""
    if written is None or not same(written["state"], state):
        return True
    if "digest" in written or not has_digest:
        return False
    coordinate = ContextualAllele(tree).referenceCoordinate
    start, end = coordinate.start.index or 0, coordinate.end.index or 0
    return may_be_normal(state, start, end, coordinate.refAllele)


def _keep_absent(node: Tree, given: Object, written: Object, *computed: str) -> None:
    """Record the keys that an object lacks, except those that are computed when written."""
    absent = sorted(written.keys() - given.keys() - set(computed))
    if absent:
        node[TERMS.without] = absent


def _residues(given: Object, location: Object) -> tuple[Any, Any]:
    """The reference allele and the allele, each None if not given."""
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


def _local_id(given: Object) -> str:
    id_ = given.get("id")
    if isinstance(id_, str) and id_:
        return id_
    return "Allele." + sha512t24u(json.dumps(given, sort_keys=True).encode())
