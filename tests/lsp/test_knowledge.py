"""What the model says of a place: meanings, and what may be written there."""

from __future__ import annotations

import pytest

from clingen_ld.lsp.knowledge import hover, proposals
from clingen_ld.model import Model
from tests.lsp.test_cursor import at

ALLELE = '{"resourceType": "ContextualAllele", '


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ('{"resourceType": "Gene", "sym|bol": ""}', "**Gene.symbol** `1..1` string"),
        ('{"sym|bol": "X", "id": "1"}', "**Gene.symbol**"),
        ('{"@type": "Gene", "na|me": ""}', "**Gene.name**"),
        ('{"resourceType": "Ge|ne"}', "**Gene** (resource)"),
        (ALLELE + '"contextualAlleleType": "geno|mic"}', "**genomic**"),
        (ALLELE + '"referenceCoordinate": {"start": {"ind|ex": 1}}}', "**Position.index** `1..1`"),
        (ALLELE + '"canonicalAllele": {"ref|erence": ""}}', "**Reference.reference**"),
        (
            ALLELE + '"primaryNucleotideChangeType": {"coding": [{"code": "SO:100|0002"}]}}',
            "*primary-nucleotide-change-type*",
        ),
        ('[{"resourceType": "Gene", "identifier": [{"sys|tem": ""}]}]', "**Identifier.system**"),
    ],
)
def test_what_things_mean(model: Model, marked: str, said: str) -> None:
    assert said in (hover(at(marked), model) or "")


@pytest.mark.parametrize(
    "marked", ['{"x|": 1}', "|", '{"resourceType": "Gene", "no|": 1}', '["a|"]']
)
def test_what_the_model_does_not_know_has_no_meaning(model: Model, marked: str) -> None:
    assert hover(at(marked), model) is None


@pytest.mark.parametrize(
    ("marked", "some", "none"),
    [
        ('{"resourceType": "Gene", "symbol": "X", |}', ["name", "identifier"], ["symbol"]),
        ('{"resourceType": "Gene", "na|', ["name"], []),
        ("{|", ["resourceType"], ["name"]),
        ('{"resourceType": |', ["Gene", "ContextualAllele"], ["Position"]),
        (ALLELE + '"contextualAlleleType": |', ["genomic", "transcript", "amino-acid"], []),
        (ALLELE + '"alleleName": [{"preferred": |', ["true", "false"], []),
        (ALLELE + '"alleleName": [{"nameType": "hg|', ["hgvs-genomic"], []),
        (
            ALLELE + '"primaryNucleotideChangeType": {"coding": [{"code": |',
            ["SO:0000159", "SO:1000002"], [],
        ),
        ('{"x": |', [], ["Gene"]),
    ],
)  # fmt: skip
def test_what_may_be_written(model: Model, marked: str, some: list[str], none: list[str]) -> None:
    labels = [each.label for each in proposals(at(marked), model)]
    assert set(some) <= set(labels)
    assert not set(none) & set(labels)


def test_a_key_comes_with_the_beginning_of_its_value(model: Model) -> None:
    texts = {each.label: each.text for each in proposals(at(ALLELE + "|"), model)}
    assert texts["alleleName"] == '"alleleName": [{'
    assert texts["canonicalAllele"] == '"canonicalAllele": {"reference": "'
    assert texts["allele"] == '"allele": "'
