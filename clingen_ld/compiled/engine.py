"""A model compiled for one base IRI: decoding, checking and writing of resources.

What it takes it treats as the standard path does; what it does not take is None, and for the
standard path to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from msgspec import MsgspecError, Struct, ValidationError, convert
from msgspec.json import Encoder, decode
from msgspec.structs import replace

from clingen_ld.compiled.checks import make_checks
from clingen_ld.compiled.extension_quads import END, ROOT
from clingen_ld.compiled.json_ld import make_reader
from clingen_ld.compiled.json_ld_extensions import UnusualError
from clingen_ld.compiled.json_ld_writing import make_json_ld_writers
from clingen_ld.compiled.quads import make_writer
from clingen_ld.compiled.resources import (
    EXTENSIONS,
    Structs,
    has_keys_once,
    is_canonical,
    make_decoder,
    make_splitters,
    make_structs,
)
from clingen_ld.model import (
    PLAIN_STEP,
    REGISTRY_PREFIXES,
    Model,
    Object,
    Tree,
    default_iri,
    own_iri,
    subsetted_graph,
)
from clingen_ld.variation.assemblies import main_accession
from clingen_ld.variation.builders import CHANGE_TYPES, change_type, coded, sequence_reference
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement, placed_as

_encode: Final = Encoder().encode
_encode_into: Final = Encoder().encode_into
_EXTENSIONS: Final = EXTENSIONS.encode()
_ROOT: Final = ROOT.encode()
_END: Final = END.encode()
_OF_TRIPLE: Final = b" .\n"
_CURIES: Final = "|".join(map(re.escape, REGISTRY_PREFIXES))
_PLAIN_ID: Final = re.compile(f"(?!(?i:{_CURIES}):){PLAIN_STEP}")
"""An id that stands in an IRI as it is, and that is no IRI."""


_SHORTEST: Final = len('"id":0')
"""The least number of bytes that a key and its value take."""
_UNUSUAL: Final = (
    UnusualError, MsgspecError, LookupError, TypeError, ValueError, AttributeError, RecursionError,
)  # fmt: skip


_RECURRING: Final = 4096
"""The quads of so many resources that come again and again are kept, of some 10 KB each."""


class Decoded(Struct, frozen=True, gc=False, eq=False):
    """A resource in normal form, with its IRI; `escapes`: whether its texts may need escapes.

    What is asked of one that comes again and again (`recurs`) is remembered. `reference` is the
    reference to it in normal form, where that needs no thought. `is_accepted` says that its
    structure is certainly right.
    """

    resource: Any
    iri: str
    is_subsetted: bool
    escapes: bool
    recurs: bool = False
    reference: str | None = None
    is_accepted: bool = False


class Engine:
    """The functions that are generated from a model."""

    def __init__(self, model: Model, base: str) -> None:
        self.model = model
        self.base = base
        structs = self.structs = make_structs(model)
        self._decode = make_decoder(structs, model).decode
        self._structs = {name: structs[name] for name in model.resources}
        checks = make_checks(structs, model, base)
        self._normal, self._right = checks.normal, checks.right
        self.accept = checks.accept
        """Whether the structure of a resource is certainly right; see `Checks`."""
        self._write = make_writer(structs, model, base)
        self._split: Mapping[str, Callable[[Object], Tree]] = make_splitters(model)
        self._write_json_ld = make_json_ld_writers(structs, model, base)
        self._read_json_ld = make_reader(structs, model, base)
        self._place = make_placing(structs, model)
        self._n_quads_again = lru_cache(maxsize=_RECURRING)(self._n_quads)
        self._heads = {struct: f"{name}/" for name, struct in self._structs.items()}

    def decode(self, text: bytes, checked: bool = False) -> Decoded | None:
        """The resource that a text of resource-json holds in normal form, its keys in any order.

        `checked` says that it will be checked, so that its structure is looked at in the same go.
        """
        is_ascii = text.isascii()
        if not is_ascii and not _is_utf_8(text):
            return None
        try:
            resource = self._decode(text)
        except (MsgspecError, ValueError, RecursionError):
            return None
        is_right = checked and self._right[resource.__class__](resource)
        if not (is_right or self._normal[resource.__class__](resource)):
            return None
        # A buffer of its size takes a sixth of the time less than a new text.
        written = bytearray(len(text))
        _encode_into(resource, written)
        # Nothing is shorter in a text than as it is written, so what is left out would show.
        if len(text) - len(written) >= _SHORTEST and not has_keys_once(text, written):
            return None
        escapes = 0x5C in text or 0x7F in text  # as `_needs_escapes`
        if (escapes or not is_ascii) and _EXTENSIONS in written:
            return None
        return self.named(resource, escapes, is_right)

    def decode_extended(self, text: bytes) -> Decoded | None:
        """The same for a resource with extensions."""
        if _EXTENSIONS in text or not (text.isascii() or _is_utf_8(text)):
            return None
        try:
            tree = decode(text)
            return self.decode_tree(tree, text) if has_keys_once(text, _encode(tree)) else None
        except _UNUSUAL:
            return None

    def decode_again(self, text: bytes) -> Any:
        """The resource of a text that was decoded before, or that such a one was written as."""
        return self._decode(text)

    def decode_tree(self, tree: Object, text: bytes = b"\\") -> Decoded | None:
        """The resource of a tree in normal form, whatever the order of its keys.

        `text` is the JSON that has all of its texts, if that is known.
        """
        split = self._split.get(tree["resourceType"])
        try:
            return None if split is None else self.decode_plain(split(tree), text)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None

    def decode_plain(self, tree: Object, text: bytes = b"\\") -> Decoded | None:
        """The same for a tree without extensions, or with those under a key of their own."""
        try:
            resource = convert(tree, self._structs[tree["resourceType"]])
        except (ValidationError, ValueError, RecursionError):
            return None
        return self.made(resource, _needs_escapes(text))

    def made(self, resource: Any, escapes: bool, checked: bool = False) -> Decoded | None:
        """A resource that was made of the types of the model; `escapes` as `Decoded` has it.

        `checked` as in `decode`.
        """
        is_right = checked and self._right[resource.__class__](resource)
        if not (is_right or self._normal[resource.__class__](resource)):
            return None
        return self.named(resource, escapes, is_right)

    def made_extended(self, resource: Any, text: bytes) -> Decoded | None:
        """A resource that was made likewise, with extensions, of what a text has."""
        is_right = all(is_canonical(*each) for each in (resource.extensions or {}).items())
        return self.made(resource, _needs_escapes(text)) if is_right else None

    def placed(self, text: bytes, *place: Any, **named: Any) -> Decoded | None:
        """The contextual allele that `make_placing` makes of what it is given, from a text."""
        return self.made(self._place(*place, **named), _needs_escapes(text))

    def encoded_as(
        self, iri: str, made: Any, checked: bool = False
    ) -> tuple[Decoded, bytes] | None:
        """The resource with an IRI, which it may lack, and the text to decode it from again.

        `checked` as in `decode`.
        """
        is_usual = iri == f"{self.base}{self._heads[made.__class__]}{made.id}"
        for own in (None, iri) if is_usual else (iri, None):
            resource = made if own is None else replace(made, iri=own)
            text = _encode(resource)
            found = self.made(resource, _needs_escapes(text), checked)
            if found is not None and found.iri == iri:
                return found, text
        return None

    def decode_encoded(self, text: bytes) -> Decoded:
        """The resource of a text that `encoded_as` gave."""
        found = self.named(self._decode(text), _needs_escapes(text))
        assert found is not None
        return found

    def read_json_ld(self, text: bytes, context: str) -> Decoded | None:
        """The resource of a document in the project's context, whose IRI is given."""
        if not text.isascii() and not _is_utf_8(text):
            return None
        try:
            named, iri, resource = self._read_json_ld(text)
        except _UNUSUAL:
            return None
        escapes = _needs_escapes(text)
        found = self.made(resource, escapes) if named == context else None
        if found is not None and found.iri != iri:
            found = self.made(replace(resource, iri=iri), escapes)
        return None if found is None or found.iri != iri else found

    def named(self, resource: Any, escapes: bool, is_accepted: bool = False) -> Decoded | None:
        """A resource that is in normal form, with its IRI; None where that is out of the ordinary.

        `escapes` and `is_accepted` as `Decoded` has them.
        """
        name = resource.id
        if name is None:
            return None
        reference = None
        if (name.isalnum() and name.isascii()) or _PLAIN_ID.fullmatch(name):
            reference = self._heads[resource.__class__] + name
            iri = self.base + reference
        else:
            iri = default_iri({"resourceType": resource.resourceType, "id": name}, self.base)
        own = resource.iri
        if own is not None:
            if own == iri or own_iri(own, self.base) != own:
                return None
            iri, reference = own, None
        if "#" in iri:
            return None
        is_part = bool(resource.meta.tag) and resource.is_subsetted
        return Decoded(resource, iri, is_part, escapes, False, reference, is_accepted)

    def resource_json(self, found: Decoded) -> str | None:
        """The normal form as compact JSON; None of what has extensions, as these are apart."""
        text = _encode(found.resource)
        return None if _EXTENSIONS in text else text.decode()

    def json_ld(self, found: Decoded) -> Tree | None:
        """The resource as JSON-LD in the project's context, without the line that names it."""
        try:
            return self._write_json_ld[found.resource.__class__](found.resource, found.iri)
        except UnusualError:
            return None

    def n_quads(self, found: Decoded) -> bytes:
        """The quads of a resource, as the standard path writes them."""
        return self._n_quads_again(found) if found.recurs else self._n_quads(found)

    def _n_quads(self, found: Decoded) -> bytes:
        lines, graph = self._write(found.resource, found.escapes), found.iri
        if found.is_subsetted:
            triples = _filled(lines, graph, _OF_TRIPLE)
            graph = subsetted_graph(graph, triples[:-1].decode().split("\n"))
            return triples.replace(_OF_TRIPLE, f" <{graph}> .\n".encode())
        return _filled(lines, graph, f" <{graph}> .\n".encode())

    def n_triples(self, found: Decoded) -> str:
        """The same without the graph."""
        return _filled(self._write(found.resource, found.escapes), found.iri, _OF_TRIPLE).decode()


def _filled(lines: bytes, root: str, end: bytes) -> bytes:
    """Lines of the writer, of a resource with an IRI, with their end."""
    return lines.replace(_END, end).replace(_ROOT, root.encode())


def _needs_escapes(text: bytes) -> bool:
    """Whether the texts in a JSON text may need escapes in N-Quads."""
    # The byte as a number is found in a sixth of the time.
    return 0x5C in text or 0x7F in text


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=4)
def engine(model: Model, base: str) -> Engine:
    """The engine of a model, made once, in some hundredths of a second."""
    return Engine(model, base)


_SEQUENCES: Final = 4096
"""So many sequences are kept, with the references to them."""
Pairs = Iterable[tuple[str, str]]
Names = Iterable[tuple[str, str] | tuple[str, str, Tree | None]]


def make_placing(structs: Structs, model: Model) -> Callable[..., Any]:
    """What makes the contextual allele of a change, which is trimmed.

    Its `names` are pairs of name and contextual-allele-name-type, or triples with extensions; its
    `identifiers` and those of its place are pairs of system and value. `start` and `end` are
    0-based interbase, and `canonical` is a reference.
    """
    allele, place = structs["ContextualAllele"], structs["ReferenceCoordinate"]
    position, name_ = structs["Position"], structs["AlleleName"]
    identifier, concept = structs["Identifier"], structs["CodeableConcept"]
    reference_, nothing = structs["Reference"], allele.absent["canonicalAllele"]

    @lru_cache(maxsize=_SEQUENCES)
    def sequence(accession: str) -> tuple[str, Any]:
        return main_accession(accession), structs["Reference"](**sequence_reference(accession))

    @cache
    def change(code: str | None) -> Any:
        return concept.empty if code is None else convert(coded(code, CHANGE_TYPES, model), concept)

    def named(name: str, kind: str, kept: Tree | None = None) -> Any:
        return name_(nameType=kind, name=name, extensions=kept)

    def placed(
        accession: str, start: int, end: int, reference: str | None, alternate: str, kind: str,
        names: Names = (), identifiers: Pairs = (), of_place: Pairs = (),
        kept: Mapping[str, Any] | None = None, canonical: str | None = None,
    ) -> Any:  # fmt: skip
        main, link = sequence(accession)
        return allele(
            id=_id(main, start, end, reference, alternate),
            identifier=tuple([identifier(system=s, value=v) for s, v in identifiers]),
            canonicalAllele=nothing if canonical is None else reference_(reference=canonical),
            contextualAlleleType=kind,
            allele=alternate,
            primaryNucleotideChangeType=change(
                None if kind == "amino-acid" else change_type(reference, alternate)
            ),
            alleleName=tuple([named(*each) for each in names]),
            referenceCoordinate=place(
                identifier=tuple([identifier(system=s, value=v) for s, v in of_place]),
                referenceSequence=link,
                start=position(index=start),
                end=position(index=end),
                refAllele=reference,
                extensions=kept or None,
            ),
        )

    return placed


def _id(accession: str, start: int, end: int, reference: str | None, alternate: str) -> str | None:
    if reference is None:
        return Placement(accession, Interval.of(start, end), None, alternate).id
    return placed_as(accession, start, end, len(reference) != end - start, reference, alternate)
