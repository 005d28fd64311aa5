"""Where the files are that define the model."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

SHAPES = (
    "structure.ttl",
    "vocabulary.ttl",
    "value-sets.ttl",
    "sequence-ontology.ttl",
    "rules.ttl",
)


def folder(name: str) -> Traversable:
    """The folder `contexts`, `shapes` or `queries`: of the installed package or the checkout."""
    package = files("clingen_ld")
    packaged = package / name
    if packaged.is_dir():
        return packaged
    # An editable installation: the folders stand beside the package.
    from pathlib import Path

    return Path(str(package)).parent / name


def shapes_text(*names: str) -> str:
    """The Turtle text of the shapes: the named files, or all of them, one after the other."""
    return "\n".join(
        (folder("shapes") / name).read_text(encoding="utf-8") for name in names or SHAPES
    )


def context_texts() -> dict[str, str]:
    """The text of every context file by file name."""
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder("contexts").iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".jsonld")
    }
