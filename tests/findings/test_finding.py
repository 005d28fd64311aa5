"""Findings and violations: their severities, their texts, and as JSON."""

from __future__ import annotations

import json
import math

import pytest

from clingen_ld.findings.finding import KEYS, Finding, with_values
from clingen_ld.findings.shacl_result import ShaclResult
from clingen_ld.model import Model
from clingen_ld.validation.rule_registry import Violation, message_of, severity_of

OWN = ShaclResult("urn:x", None, None, "urn:shape", "urn:component", "urn:severity", ())


def test_the_severity_is_the_most_severe_of_the_rule(model: Model) -> None:
    for rule in model.rules.values():
        assert severity_of(Violation(rule.id, "", {}), model) == rule.severities[0]
        assert severity_of(Violation(rule.id, "", {}, "info"), model) == "info"
    assert severity_of(Violation("own", "", {}), model) == "error"


def test_values_fill_the_text_or_stand_behind_it(model: Model) -> None:
    values = {"property": "symbool", "type": "Gene"}
    said = message_of(Violation("ST-1", "", values), model)
    assert "symbool" in said
    assert "{?" not in said
    assert message_of(Violation("ST-1", "", values | {"more": "x"}), model) == f"{said} (x)"


def test_a_long_value_is_cut_to_one_line(model: Model) -> None:
    said = message_of(Violation("ST-1", "", {"property": "a\n" * 200, "type": "Gene"}), model)
    assert "\n" not in said
    assert "a a a..." in said


@pytest.mark.parametrize(
    ("message", "said"), [(" two\n words ", "two words"), ("", "this shape is not kept")]
)
def test_a_shape_of_the_user_has_its_own_text(message: str, said: str, model: Model) -> None:
    assert message_of(Violation("own", "", {"message": message}, result=OWN), model) == said


def test_other_values_change_the_message(model: Model) -> None:
    values = {"property": "a", "type": "Gene"}
    found = Finding("ST-1", "error", message_of(Violation("ST-1", "", values), model))
    changed = with_values(Finding("ST-1", "error", "", values=values), {"property": "b"})
    assert changed.message == found.message.replace("a", "b", 1) or "b" in changed.message
    assert changed.values == values | {"property": "b"}


def test_a_finding_as_json_has_the_listed_keys() -> None:
    found = Finding("ST-1", "error", "x", value=math.nan, values={"property": "a"}).as_dict()
    assert [*found] == [*KEYS, "values"]
    assert (found["value"], found["name"]) == ("nan", Finding("ST-1", "error", "").name)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


LONG = "x" * 200


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("chr17", "chr17"),
        ("a  b", "a  b"),
        ("NC_000017.11 ", '"NC_000017.11 "'),
        (" x", '" x"'),
        ("", '""'),
        ("x\u00a0", "x\\u00a0"),
        ("x\u200by", "x\\u200by"),
        ("x\ny", "x y"),
        ("x\r\n  y", "x y"),
        ("x\n", "x\\n"),
        ("\x1b[31m", "\\u001b[31m"),
        ("Gen\u00e8ve", "Gen\u00e8ve"),
        (LONG, "x" * 117 + "..."),
    ],
)
def test_values_in_messages(model: Model, value: str, shown: str) -> None:
    values = {"value": value, "problem": "is not well-formed"}
    message = message_of(Violation("RS-2", "/identifier/0/value", values), model)
    assert message == f"the accession {shown} is not well-formed"


@pytest.mark.parametrize(("value", "shown"), [("C ", "C "), ("", ""), ("C\u00a0", "C\\u00a0")])
def test_values_that_the_text_has_in_quotes(model: Model, value: str, shown: str) -> None:
    values = {"property": "allele", "value": value, "alphabet": "nucleotides"}
    message = message_of(Violation("XA-7", "/allele", values), model)
    assert message.startswith(f'allele "{shown}" is not')
