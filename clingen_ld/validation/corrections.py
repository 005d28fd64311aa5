"""Corrections of wrong values whose intended value is clear from them or their neighbours.

With them comes the intended message behind one with mistakes, as far as suggestions show it: a
misspelt name hides its value from the rules, which seems to be missing and whose errors are not
seen. So the rules also check the intended message.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from clingen_ld.graph.values import date_datatype
from clingen_ld.messages.foreign.systems import system_named
from clingen_ld.model import (
    DEFAULT_BASE,
    Model,
    Property,
    Tree,
    Type,
    given_pointer,
    is_absolute,
    normal_form,
    pointer_steps,
    unescape,
    xpath_pattern,
)
from clingen_ld.suggestions import MOST_APART, is_near, letters_apart, nearest
from clingen_ld.validation.rule_registry import Violation
from clingen_ld.variation.characters import plain_text
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.plain_names import AXES_OF

_BOOLEANS: Final = {"true": True, "yes": True, "false": False, "no": False}
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:[,_' ][0-9]{3})+")
_INTEGER: Final = re.compile(r"[0-9]+(?:[.]0+)?")
_DAY_LAST: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DAY: Final = re.compile(r"([0-9]{4})[/.]([0-9]{2})[/.]([0-9]{2})")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} +[0-9]{2}:")
_ZONE: Final = re.compile(r"(?:Z|[-+][0-9]{2}:[0-9]{2})$")
_REFERENCE: Final = re.compile(r"[A-Z][A-Za-z]+/[^\s/]+")
_CHROMOSOME: Final = re.compile(r"(?:chr|chromosome *)?0*([0-9]{1,2}|[xy]|mt?)", re.IGNORECASE)
_BY_NUMBER: Final = {"M": "MT", "23": "X", "24": "Y"}
"""Chromosomes under other names, such as their numbers in RefSeq's accessions."""
_AXIS: Final = re.compile(r":([gmcnrp])[.]")
_DIGITS: Final = re.compile(r"[0-9]+")
_PLAIN: Final = {"CodeableConcept": "text", "Coding": "code", "Identifier": "value"}
"""The properties of parts whose value is a plain string."""
_CHROMOSOMES: Final = "reference-sequence-chromosome"
_NAME_TYPES: Final = "contextual-allele-name-type"


def literal(prop: Property, value: Any) -> Any:
    """The value of the right datatype that a wrong value certainly means; None if unclear.

    The result is a JSON value: a boolean, an integer or a string.
    """
    if isinstance(value, dict):
        return _unwrapped(prop, value)
    if not isinstance(value, str):
        if prop.kind == "boolean" and type(value) is int and value in (0, 1):
            return value == 1
        return str(value) if prop.kind == "string" and type(value) is int else None
    said = plain_text(value) or value.strip()
    if prop.kind == "boolean":
        return _BOOLEANS.get(said.casefold())
    if prop.kind == "integer" and (_THOUSANDS.fullmatch(said) or _INTEGER.fullmatch(said)):
        said = said.partition(".")[0]
        number = int("".join(_DIGITS.findall(said)[:9]))
        return number if number >= (prop.least or 0) else None
    if prop.kind == "dateTime" and (day := _DAY.fullmatch(said)):
        return "-".join(day.groups())
    if prop.kind == "dateTime" and (day := _DAY_LAST.fullmatch(said)):
        return _day_of(*map(int, day.groups()))
    if prop.kind in ("dateTime", "instant") and _TIME.match(said):
        time = "T".join(said.split(maxsplit=1))
        datatype = date_datatype(time)
        has_zone = prop.kind == "dateTime" or (datatype and _ZONE.search(time))
        return time if datatype and has_zone else None
    if prop.kind == "uri" and prop.name == "system" and (system := system_named(said)):
        return system
    return said if said != value and _is_literal(prop, said) else None


def _is_literal(prop: Property, text: str) -> bool:
    """Whether a text is a right value of a property of texts."""
    if prop.kind in ("dateTime", "instant"):
        datatype = date_datatype(text)
        return datatype is not None and (prop.kind != "instant" or datatype.endswith("#dateTime"))
    return prop.pattern is not None and bool(xpath_pattern(prop.pattern).search(text))


def _day_of(first: int, second: int, year: int) -> str | None:
    """A day from its numbers, as far as they show which one is the month."""
    if (first > 12) == (second > 12):
        return None
    month, day = (second, first) if first > 12 else (first, second)
    message = f"{year:04}-{month:02}-{day:02}"
    return message if date_datatype(message) else None


_VALUE_KEYS: Final = ("@value", "value", "_value", "#text", "_text", "text", "$", "$t")
"""The keys under which converters from XML and RDF put plain values."""


def _unwrapped(prop: Property, value: Tree) -> Any:
    """The plain value that an object of one key holds; None for any other object."""
    key = next(iter(value), "")
    inner = value[key] if len(value) == 1 and key in _VALUE_KEYS else None
    if isinstance(inner, bool):
        return inner if prop.kind == "boolean" else None
    if isinstance(inner, int):
        return inner if prop.kind == "integer" else literal(prop, inner)
    if not isinstance(inner, str):
        return None
    return literal(prop, inner) if prop.kind in ("boolean", "integer") else inner


def code(prop: Property, value: str, node: Tree, model: Model) -> str | None:
    """The code of a property's value set that a wrong one means, or None.

    The type of an allele name follows from the name. Labels are compared by their letters; numbers
    with similar digits are not similar.
    """
    values = model.value_sets[prop.value_set or ""]
    if values.name == _NAME_TYPES and isinstance(name := node.get("name"), str):
        parsed, axis = parse(name, ""), _AXIS.search(name)
        if isinstance(parsed, HgvsName) and (parsed.accession or parsed.others):
            return fitting_types(parsed)[0]
        if axis is not None and axis[1] != "p":
            return next(each for each, axes in AXES_OF.items() if axis[1] in axes)
    if values.name == _CHROMOSOMES:
        found = _CHROMOSOME.fullmatch(value.strip())
        meant = found[1].upper().lstrip("0") if found is not None else ""
        meant = _BY_NUMBER.get(meant, meant)
        return meant if meant in values.codes else None
    labels = {each.label: each.code for each in values.codes.values()}
    known = dict.fromkeys(values.codes) | labels
    alike = [each for each in known if _digits(each) == _digits(value)]
    if values.name == _NAME_TYPES:
        return _only_slip(value, {each: known[each] or each for each in alike})
    near = nearest(value, alike)
    return None if near is None else known[near] or near


def _only_slip(value: str, codes: Mapping[str, str]) -> str | None:
    """The code that a wrong one is a slip of, among codes with the same beginning, or None.

    `codes` maps spellings to codes.
    """
    apart = sorted((letters_apart(value, written), written) for written in codes)
    if not apart or apart[0][0] > MOST_APART or not is_near(value, apart[0][1]):
        return None
    nearest_ones = {codes[written] for letters, written in apart if letters == apart[0][0]}
    return nearest_ones.pop() if len(nearest_ones) == 1 else None


def is_other_spelling(value: str, meant: str, model: Model) -> bool:
    """Whether a wrong code is another spelling or the label of the suggested code.

    Types of names are similar, or follow from the names themselves.
    """
    if meant in AXES_OF or _CHROMOSOME.fullmatch(value.strip()):
        return True
    said = value.strip().casefold()
    known = (values.codes.get(meant) for values in model.value_sets.values())
    return any(code is not None and said in (meant.casefold(), code.label.casefold())
               for code in known)  # fmt: skip


def reference(value: Any) -> Tree | None:
    """The reference object that a plain string means, if it can be one."""
    if isinstance(value, str) and (_REFERENCE.fullmatch(value) or is_absolute(value)):
        return {"reference": value}
    return None


def part(prop: Property, value: Any, type_: Type) -> Tree | None:
    """The object that a plain value of a property means, or None.

    Its type requires a single value or reference; or it is an identifier, a concept or a coding of
    any system.
    """
    needed = [p for p in type_.properties.values() if p.minimum]
    if isinstance(value, str) and value.strip() and prop.value_set is None:
        if len(needed) == 1 and needed[0].kind == "reference":
            target = reference(value)
            return None if target is None else {needed[0].name: target}
        return {_PLAIN[type_.name]: value} if type_.name in _PLAIN else None
    if len(needed) == 1 and needed[0].kind == "integer" and type(value) is int:
        return {needed[0].name: value}
    return None


def wrapped(node: Tree, type_: Type) -> Tree | None:
    """A part that was replaced by its reference, with the reference put back inside."""
    said = {key: node[key] for key in ("reference", "display") if key in node}
    inner = [p for p in type_.properties.values() if p.kind == "reference" and p.minimum]
    if "reference" not in said or len(inner) != 1 or inner[0].name in node:
        return None
    if not said.keys().isdisjoint(type_.properties):
        return None
    return {inner[0].name: said} | {key: node[key] for key in node if key not in said}


def fitting_types(name: HgvsName) -> list[str]:
    """The possible types of a name."""
    if name.letters:
        return [f"hgvs-protein-{name.letters}"]
    return [name_type for name_type, axes in AXES_OF.items() if name.axis in axes]


def nearest_label(said: Iterable[str], labels: Iterable[str]) -> str | None:
    """The label most similar to one of the texts and with the same numbers, or None."""
    known = list(labels)
    for text in said:
        alike = [label for label in known if _digits(label) == _digits(text)]
        if near := nearest(text, alike, 0.8):
            return near
    return None


def _digits(text: str) -> list[str]:
    return _DIGITS.findall(text)


_MISSPELT_NAME: Final = "ST-1"


def is_slip(violation: Violation) -> bool:
    """Whether a violation is a misspelt name or code, or a reference without its object, with a
    suggestion to follow."""
    if violation.rule == "ST-7":
        return isinstance(violation.suggestion, dict)
    return violation.rule in (_MISSPELT_NAME, "ST-5") and violation.suggestion is not None


@dataclass(frozen=True, slots=True)
class Meant:
    """The intended tree, in normal form.

    `pointers` maps its pointers to those of the given tree.
    """

    tree: Tree
    pointers: Mapping[str, str]

    def given_pointer(self, pointer: str) -> str:
        """The pointer in the given tree for one in this tree."""
        return given_pointer(pointer, self.pointers)

    def as_given(self, violation: Violation) -> Violation:
        """A violation in this tree, moved to the given tree."""
        other = None if violation.other is None else self.given_pointer(violation.other)
        return replace(violation, pointer=self.given_pointer(violation.pointer), other=other)


def as_given(violation: Violation, layers: Sequence[Meant]) -> Violation:
    """A violation in the last of a chain of trees, moved to the first."""
    for layer in reversed(layers):
        violation = layer.as_given(violation)
    return violation


def meant(tree: Tree, found: Iterable[Violation], model: Model, sure: bool = False) -> Meant | None:
    """The tree with misspelt names and codes corrected; None if there are none.

    `sure`: only corrections of typing slips.
    """
    slips = (slip for slip in found if is_slip(slip) and not (sure and not is_sure(slip)))
    return corrected(tree, slips, model)


def corrected(tree: Tree, found: Iterable[Violation], model: Model) -> Meant | None:
    """The tree with the suggestions of violations applied; None if that is impossible."""
    made: Tree | None = None
    pointers: dict[str, str] = {}
    for slip in found:
        if slip.suggestion is None:
            continue
        above, _, step = slip.pointer.rpartition("/")
        key = unescape(step)
        made = copy.deepcopy(tree) if made is None else made
        if _follow(_at(made, above), key, slip):
            if isinstance(slip.suggestion, dict) and slip.rule == _MISSPELT_NAME:
                pointers[f"{above}/{next(iter(slip.suggestion))}"] = above
            elif slip.rule == _MISSPELT_NAME:
                pointers[f"{above}/{slip.suggestion}"] = slip.pointer
            else:
                pointers[slip.pointer] = slip.pointer
    if made is None or not pointers:
        return None
    normal = normal_form(made, str(made["resourceType"]), model, DEFAULT_BASE)
    own = Meant({}, pointers)
    moved = {here: own.given_pointer(there) for here, there in normal.moved.items()}
    return Meant(normal.tree, pointers | moved)


def with_value(tree: Tree, pointer: str, value: Any) -> Tree | None:
    """A copy of the tree with another value at an existing pointer, sharing the rest; else None."""
    made: Any = dict(tree)
    node, steps = made, pointer_steps(pointer)
    for n, step in enumerate(steps):
        key: Any = int(step) if isinstance(node, list) and step.isdecimal() else step
        known = key < len(node) if isinstance(node, list) and key != step else key in node
        if not known or not isinstance(node, dict | list):
            return None
        inner = node[key]
        if n < len(steps) - 1 and not isinstance(inner, dict | list):
            return None
        node[key] = value if n == len(steps) - 1 else inner.copy()
        node = node[key]
    return cast("Tree", made) if steps else None


def is_sure(slip: Violation) -> bool:
    """Whether a suggestion is practically certain; a neighbouring number is not a slip."""
    if not isinstance(slip.suggestion, str) or slip.suggestion in AXES_OF:
        return True  # The value itself decides, or the name whose type it is.
    key = unescape(slip.pointer.rpartition("/")[2])
    said = key if slip.rule == _MISSPELT_NAME else str(slip.value)
    return is_near(said, slip.suggestion) and not re.search(r"[0-9]", said)


def _follow(node: Any, key: str, slip: Violation) -> bool:
    """Apply the suggestion in a node; False if that is impossible."""
    if slip.rule != _MISSPELT_NAME:
        if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node[int(key)] = slip.suggestion
            return True
        if isinstance(node, dict) and key in node:
            node[key] = slip.suggestion
            return True
    elif isinstance(slip.suggestion, dict):
        if isinstance(node, dict):
            node.clear()
            node.update(slip.suggestion)
            return True
    elif isinstance(node, dict) and key in node and slip.suggestion not in node:
        node[slip.suggestion] = node.pop(key)
        return True
    return False


def _at(node: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = unescape(step)
        if isinstance(node, list):
            node = node[int(key)] if key.isdecimal() and int(key) < len(node) else None
        else:
            node = node.get(key) if isinstance(node, dict) else None
    return node
