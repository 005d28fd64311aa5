"""Definitions of the model as plain data: types, properties, value sets, classes and rules.

`clingen_ld.model.loading` makes the objects from `contexts/` and `shapes/`; they are immutable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from clingen_ld.errors import UsageError
from clingen_ld.model.files import rule_example_file
from clingen_ld.model.identity import RDFS, local_name

Kind = Literal[
    "string", "boolean", "integer", "uri", "dateTime", "instant", "code", "part", "reference"
]
Severity = Literal["error", "warning", "info"]
TypeKind = Literal["resource", "part", "data type"]
Owner = tuple[str, tuple[str, ...]]
"""The property that refers to a part, and the classes of the node that has it."""


class Property(NamedTuple):
    """One property of a type, from its property shape."""

    name: str
    iri: str
    owner: str
    order: int
    kind: Kind
    minimum: int
    maximum: int | None
    expected: str
    label: str = ""
    definition: str = ""
    range: str | None = None
    targets: tuple[str, ...] = ()
    value_set: str | None = None
    published_minimum: int = 0
    published_maximum: int | None = None
    stricter: str = ""
    """The published document with the stricter bound, as a clause."""
    least: int | None = None
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    may_be_empty: bool = False
    spellings: tuple[str, ...] = ()
    xml_namespace: str | None = None
    """The namespace of its XML element, if different from that of its type."""

    @property
    def many(self) -> bool:
        """Whether the property holds a list in the message forms."""
        return self.maximum is None

    @property
    def has_objects(self) -> bool:
        """Whether the values of the property are objects."""
        return self.kind in ("part", "reference")

    @property
    def cardinality(self) -> str:
        """The cardinality in the model's notation, such as `0..*`, with the stricter bound."""
        upper = "*" if self.maximum is None else str(self.maximum)
        text = f"{self.minimum}..{upper}"
        if self.published_minimum or self.published_maximum is not None:
            strict = upper if self.published_maximum is None else str(self.published_maximum)
            text += f" ⚠{max(self.minimum, self.published_minimum)}..{strict}"
        return text


class Type(NamedTuple):
    """A resource, a part of a resource, or a data type, with its properties in order."""

    name: str
    iri: str
    kind: TypeKind
    label: str
    definition: str
    properties: Mapping[str, Property]
    by_spelling: Mapping[str, Property]
    """Properties by accepted alternative names."""
    identified_by: tuple[str, ...] = ()
    """The properties of which one identifies a message as this type."""
    identified_with: tuple[str, ...] = ()
    """The properties of which one is also required; none if `identified_by` is enough."""
    former_names: tuple[str, ...] = ()


class Code(NamedTuple):
    """A code of a value set: its concept and its accepted spellings."""

    code: str
    iri: str
    label: str
    definition: str = ""
    spellings: tuple[str, ...] = ()
    other_labels: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    """Its parent concepts, as far as they are in other value sets."""


class ValueSet(NamedTuple):
    """The codes that a property may have, all of one code system."""

    name: str
    iri: str
    code_system: str
    definition: str
    codes: Mapping[str, Code]
    by_spelling: Mapping[str, Code]
    primary: str | None = None
    """For an ancillary value set, the name of the primary one, whose codes do not belong in it."""


_RELATED: Final = RDFS + "seeAlso"


class IdentifierLink(NamedTuple):
    """Values of an identifier system, and the IRIs that they have elsewhere.

    `patterns` are regular expressions for a whole value, `templates` pairs of a predicate and an
    IRI in which {value} stands for the first group. `identifies` are the types of resources that
    the values identify; they are no more than related to a resource of another type.
    """

    patterns: tuple[str, ...]
    templates: tuple[tuple[str, str], ...]
    identifies: tuple[str, ...]


class IdentifierSystem(NamedTuple):
    """A system of identifiers whose values have IRIs elsewhere.

    `under` are the properties of an identifier of any system that hold values of this one.
    """

    iri: str
    label: str
    links: tuple[IdentifierLink, ...]
    under: tuple[str, ...]

    def iris(self, value: str, kind: str) -> list[tuple[str, str]]:
        """The predicates and IRIs of the links of a value that a resource of a type has.

        There are none of a value in an unknown form.
        """
        return [
            (
                predicate if kind in link.identifies else _RELATED,
                template.replace("{value}", match[1]),
            )
            for link in self.links
            for match in [_first_match(link.patterns, value)]
            if match is not None
            for predicate, template in link.templates
        ]


def _first_match(patterns: tuple[str, ...], value: str) -> re.Match[str] | None:
    return next(
        filter(None, (re.fullmatch(pattern, value, re.ASCII) for pattern in patterns)), None
    )


_AROUND_SYSTEM = re.compile(r"\Ahttps?://(?:www\.)?|/\Z", re.IGNORECASE)


def system_key(system: str) -> str:
    """A system of identifiers as `Model.identifier_systems` has it.

    >>> system_key("https://www.ncbi.nlm.nih.gov/SNP/")
    'ncbi.nlm.nih.gov/snp'
    """
    return _AROUND_SYSTEM.sub("", system).casefold()


class CodeSystem(NamedTuple):
    """A code system whose codes have concepts with IRIs."""

    iri: str
    label: str
    spellings: tuple[str, ...]
    template: str

    def concept(self, code: str) -> str | None:
        """The IRI of a code's concept, or None if the code does not fit the template."""
        if "{number}" in self.template:
            prefix, _, number = code.partition(":")
            known = local_name(self.template).partition("_")[0]
            return (
                self.template.format(number=number)
                if number.isdecimal() and prefix == known
                else None
            )
        return self.template.format(code=code) if code.isalnum() else None

    def code(self, concept: str) -> str | None:
        """The code of a concept IRI, or of the IRI of the system followed by a code."""
        start, _, _ = self.template.partition("{")
        if "{number}" in self.template and concept.startswith(start):
            return f"{local_name(start).rstrip('_')}:{concept[len(start) :]}"
        for spelling in self.spellings:
            code = concept.removeprefix(spelling.rstrip("/") + "/")
            if code and code != concept and "/" not in code:
                return code
        return None


class ConceptualClass(NamedTuple):
    """A class of the conceptual tree, and the condition for a node to belong to it."""

    name: str
    iri: str
    base: str
    codes: Mapping[str, str] = MappingProxyType({})
    owner: tuple[str, str] | None = None
    """(property, class of the node that has it), for parts that follow their owner."""
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def holds(self, node: Mapping[str, Any], owner: Owner | None) -> bool:
        """Whether a node of the base type, reached from `owner`, is in the class."""
        return (
            all(node.get(name) == code for name, code in self.codes.items())
            and (
                self.owner is None
                or (owner is not None and self.owner[0] == owner[0] and self.owner[1] in owner[1])
            )
            and (not self.any_of or any(name in node for name in self.any_of))
            and not any(name in node for name in self.none_of)
        )


class Rule(NamedTuple):
    """A rule of the model: its texts, and the messages of its findings by severity."""

    id: str
    name: str
    """The name of its violation, in kebab case."""
    title: str
    scope: str
    components: tuple[str, ...]
    """For structure rules, their SHACL constraint components."""
    python: tuple[str, ...]
    """The functions that implement it, each as `module:name`."""
    severities: tuple[Severity, ...]
    messages: Mapping[Severity, str]
    why: str = ""
    source: str = ""
    fix: str = ""
    is_safe: bool = False
    """Whether suggestions for its findings keep the meaning."""

    @property
    def keeps(self) -> str:
        """The text of a message that conforms to the rule, or of an array for a rule about a
        set."""
        return rule_example_file(self.id, "keeps").read_text(encoding="utf-8").strip()

    @property
    def breaks(self) -> str:
        """The text of a message that violates the rule, or of an array for a rule about a set."""
        return rule_example_file(self.id, "breaks").read_text(encoding="utf-8").strip()


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The ClinGen Allele Model as data. Get it from `clingen_ld.load_model()`."""

    version: str
    types: Mapping[str, Type]
    value_sets: Mapping[str, ValueSet]
    code_systems: Mapping[str, CodeSystem]
    """Code systems by every accepted spelling of their IRI."""
    classes: Mapping[str, tuple[ConceptualClass, ...]]
    """Conceptual classes by the name of the type that they refine, most specific first."""
    superclasses: Mapping[str, tuple[str, ...]]
    """Every class IRI with the IRIs of its super-classes, nearest first."""
    rules: Mapping[str, Rule]
    type_by_iri: Mapping[str, str]
    shape_rules: Mapping[str, str]
    """The rules of shapes, by the IRI of the shape."""
    shape_places: Mapping[str, str]
    """The IRI of the property that a shape is about, by the IRI of the shape."""
    identifier_systems: Mapping[str, IdentifierSystem]
    """Systems of identifiers that have links, by every key (`system_key`) of their IRI."""
    alignments: Mapping[str, tuple[str, ...]]
    """The classes of other ontologies that match a type closely, by its name."""

    @property
    def resources(self) -> dict[str, Type]:
        """The resource types by name, in the order of the model."""
        return {name: t for name, t in self.types.items() if t.kind == "resource"}

    @property
    def reference_type(self) -> Type:
        """The data type of the objects that point to a resource."""
        return self.types["Reference"]

    def object_type(self, prop: Property | None) -> Type | None:
        """The type of the objects that a property holds in messages; None for plain values."""
        if prop is None:
            return None
        if prop.kind == "reference":
            return self.reference_type
        return self.types[prop.range] if prop.range is not None else None

    def type(self, name: str) -> Type:
        """The type with a name. Raises `UsageError` for an unknown one."""
        try:
            return self.types[name]
        except KeyError:
            raise UsageError(
                f"there is no type {name!r}; the model has {', '.join(self.types)}"
            ) from None

    def conceptual_class(
        self, type_name: str, node: Mapping[str, Any], owner: Owner | None = None
    ) -> ConceptualClass | None:
        """The most specific conceptual class of a node, as its codes decide."""
        for candidate in self.classes.get(type_name, ()):
            if candidate.holds(node, owner):
                return candidate
        return None


NOT_BLANK: Final = r"\S"
"""The `sh:pattern` of a string that has more than white space."""


@lru_cache(maxsize=64)
def xpath_pattern(text: str) -> re.Pattern[str]:
    """The `sh:pattern` of a property as a regular expression of Python.

    >>> xpath_pattern("^a$").search("a\\n") is None
    True
    """
    # In XPath, which SHACL patterns follow, $ is the end of the text; in Python it is \Z.
    return re.compile(text.removesuffix("$") + r"\Z" if text.endswith("$") else text)
