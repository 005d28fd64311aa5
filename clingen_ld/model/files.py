"""Where the files are that define the model."""

from __future__ import annotations

from pathlib import Path

SHAPES = (
    "structure.ttl",
    "vocabulary.ttl",
    "value-sets.ttl",
    "sequence-ontology.ttl",
    "rules.ttl",
)


# Not by importlib.resources, which takes longer to import than the shapes do to read.
_PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """The folder `contexts`, `shapes` or `queries`: of the installed package or the checkout."""
    packaged = _PACKAGE / name
    # In an editable installation the folders stand beside the package.
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


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
