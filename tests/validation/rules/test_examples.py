"""Every rule's own two examples: the one keeps it, the other breaks it, by the whole session."""

from __future__ import annotations

import pytest

from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import Rule, load_model
from clingen_ld.validation import session
from clingen_ld.validation.session import ValidationOptions, validate_items

MODEL = load_model()


class Chromosome:
    """A sequence as the examples of the SQ rules have it: A, and a run of G before one place."""

    def length(self, accession: str) -> int | None:
        return 83_257_441

    def fetch(self, accession: str, start: int, end: int) -> str:
        return "".join("G" if 43_057_060 <= n < 43_057_066 else "A" for n in range(start, end))


def rules_found(text: str, with_sequence: bool) -> set[str]:
    """The rules that a text breaks."""
    options = ValidationOptions(sequences="genome.fa" if with_sequence else None)
    # CO-5 holds a resource against the name of its file.
    items = read_text(text, ReadOptions(), MODEL, "GENE1.json")
    return {f.rule for f in validate_items(items, options, MODEL).findings}


@pytest.mark.parametrize("rule", MODEL.rules.values(), ids=lambda rule: rule.id)
def test_the_examples_of_a_rule(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "open_sequences", lambda path: Chromosome())
    with_sequence = rule.id.startswith("SQ")
    assert rule.id in rules_found(rule.breaks, with_sequence)
    assert rule.id not in rules_found(rule.keeps, with_sequence)
