"""Names of an Allele of VRS: its expressions and aliases, as names of a contextual allele."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.foreign.builder import ResourceBuilder
from clingen_ld.messages.vrs.allele_writing import SYNTAXES
from clingen_ld.messages.vrs.schema import TERMS
from clingen_ld.model import Object, Tree, parts
from clingen_ld.variation.plain_names import name_type

_NAME_TYPES: Final = {syntax: kind for kind, syntax in SYNTAXES.items() if syntax != "hgvs.p"}


def put_names(made: ResourceBuilder, given: Object, also: Object) -> None:
    """The expressions and aliases as names of the allele; of another object, those not yet there.

    The names of the other object have no place in the one given.
    """
    names: list[Tree] = []
    for name, places in _names(given):
        here = f"/alleleName/{len(names)}"
        made.moved |= {here + below: there for below, there in places.items()}
        names.append(name)
    names += [name for name, _ in _names(also) if name not in names]
    if names:
        made.tree["alleleName"] = names


def _names(given: Object) -> Iterator[tuple[Tree, dict[str, str]]]:
    """The names of an object, each with the positions of its properties."""
    for there, each in parts(given, "expressions"):
        name: Tree = {}
        syntax, value = each.get("syntax"), each.get("value")
        kind = type_of_name(syntax, value)
        if kind is not None:
            name["nameType"] = kind
        if "value" in each:
            name["name"] = value
        told = SYNTAXES.get(kind or "")
        TERMS.keep(name, each, each.keys() - {"value", "syntax"})
        if "syntax" in each and syntax != told:
            TERMS.keep(name, each, ["syntax"])
        yield name, {"": there, "/name": f"{there}/value", "/nameType": f"{there}/syntax"}
    aliases = given.get("aliases")
    for n, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        if isinstance(alias, str):
            name = {"nameType": "custom", "name": alias}
            yield name, {"": f"/aliases/{n}", "/name": f"/aliases/{n}"}


def type_of_name(syntax: object, value: object) -> str | None:
    """The type of name of an expression; custom where the model has none for its syntax."""
    if not isinstance(syntax, str):
        return None
    if syntax == "hgvs.p":
        kind = name_type(value) if isinstance(value, str) else ""
        return kind if kind.startswith("hgvs-protein") else "hgvs-protein-3"
    return _NAME_TYPES.get(syntax, "custom")
