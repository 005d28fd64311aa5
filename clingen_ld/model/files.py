"""Paths and texts of the files that define the model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from clingen_ld.errors import InputError

SHAPES = (
    "structure.ttl", "whole.ttl", "vocabulary.ttl", "value-sets.ttl", "sequence-ontology.ttl",
    "links.ttl", "rules.ttl", "rules/structure.ttl", "rules/registry.ttl",
    "rules/canonical-allele.ttl", "rules/contextual-allele.ttl", "rules/hgvs.ttl",
    "rules/reference-sequence.ttl", "rules/gene.ttl", "rules/provenance.ttl",
    "rules/identifier.ttl", "rules/across.ttl", "rules/sequences.ttl",
)  # fmt: skip
"""The files of `shapes/` in the order in which rules are listed."""

GENERATED = "whole.ttl"
"""The generated file among these (see `clingen_ld.model.type_generation`)."""


# Not importlib.resources, whose import takes longer than reading the shapes.
_PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """The folder `contexts`, `shapes` or `queries`: of the installed package or the checkout.

    Raises `InputError` in an archive that Python imports from (a ZIP file).
    """
    packaged = _PACKAGE / name
    if packaged.is_dir():
        return packaged
    beside = _PACKAGE.parent / name  # in an editable installation
    if not beside.is_dir():
        raise InputError(f"{beside}: there is no such folder; install the package unpacked")
    return beside


def shapes(*names: str) -> list[Path]:
    """The Turtle files of the shapes: the named ones, or all of them."""
    return [folder("shapes") / name for name in names or SHAPES]


def shapes_text(*names: str) -> str:
    """The Turtle text of the shapes: the named files, or all of them, one after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in shapes(*names))


def rule_example_file(rule: str, side: Literal["keeps", "breaks"]) -> Path:
    """The file with the message that conforms to a rule, or that violates it.

    For a rule about a set it is a JSON array of messages. The violations of ST-0 and ST-10 are not
    strict JSON, and rules about another format have a file in it.
    """
    examples = folder("shapes") / "examples"
    return next(iter(sorted(examples.glob(f"{rule}.{side}.*"))), examples / f"{rule}.{side}.json")


def module_file(module: str) -> Path:
    """The source file of a module of this package."""
    return _PACKAGE.parent / f"{module.replace('.', '/')}.py"


def shown_path(file: Path) -> str:
    """The path of a file of this package as shown to users: relative to the package folder."""
    return file.relative_to(_PACKAGE.parent).as_posix()


def context_texts() -> dict[str, str]:
    """The text of every context file by file name."""
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder("contexts").iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".jsonld")
    }
