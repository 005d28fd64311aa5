"""What the tests of variant files need: texts of them, what reading gives, FASTA files."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.writing import Lost, WriteOptions, make_writer
from clingen_ld.model import load_model

Tree = dict[str, Any]

TITLES = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
MITOCHONDRIAL = "NC_012920.1"


def vcf(*records: str, header: Iterable[str] = ("##reference=GRCh38",)) -> str:
    """A variant file; the fields of a record have spaces between them, and the last may miss."""
    lines = ["##fileformat=VCFv4.3", *header, TITLES]
    for record in records:
        fields = record.split(" ")
        lines.append("\t".join(fields + ["."] * (8 - len(fields))))
    return "\n".join(lines) + "\n"


def items(text: str | bytes, **options: Any) -> list[Message | Problem]:
    """Everything that reading a text gives."""
    return list(read_text(text, ReadOptions(**options), load_model(), "f.vcf"))


def trees(text: str | bytes, kind: str = "ContextualAllele", **options: Any) -> list[Tree]:
    """The resources of a kind in a text without problems."""
    found = items(text, **options)
    assert not [item for item in found if isinstance(item, Problem)]
    return [i.normal.tree for i in found if isinstance(i, Message) and i.type == kind]


def ids(text: str | bytes, **options: Any) -> list[str]:
    """The ids of the alleles in a text, which may have problems."""
    found = items(text, **options)
    return [
        i.normal.tree["id"]
        for i in found
        if isinstance(i, Message) and i.type == "ContextualAllele"
    ]


def problems(text: str | bytes, **options: Any) -> list[tuple[str, int | None, int | None, str]]:
    """The problems of a text: rule, line, column, and what they say."""
    return [
        (i.rule, i.line, i.column, " ".join(i.values.values()))
        for i in items(text, **options)
        if isinstance(i, Problem)
    ]


def written(trees: Iterable[Tree], **options: Any) -> tuple[str, list[Lost]]:
    """The variant file of some resources, and what it does not carry."""
    output = io.BytesIO()
    writer = make_writer("vcf", output, load_model(), WriteOptions(**options))
    lost = [entry for tree in trees for entry in writer.write(tree)]
    lost += writer.finish()
    return output.getvalue().decode(), lost


def records(text: str) -> list[str]:
    """The records of a variant file: CHROM, POS, ID, REF and ALT with spaces between them."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [" ".join(line.split("\t")[:5]) for line in lines]


def fasta(folder: Path, sequence: str, name: str = MITOCHONDRIAL) -> Path:
    """A FASTA file of one made-up sequence."""
    path = folder / "sequences.fa"
    path.write_text(f">{name}\n{sequence}\n", encoding="utf-8")
    return path


def ndjson(values: Iterable[Tree]) -> str:
    """Resources, one a line."""
    return "".join(f"{json.dumps(value)}\n" for value in values)
