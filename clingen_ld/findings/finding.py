"""A finding, which a validation reports; a violation, which a rule sees; and their texts."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from clingen_ld.messages.message import Excerpt, Fix, Place
from clingen_ld.model import Model, Severity, load_model

if TYPE_CHECKING:
    from clingen_ld.findings.shacl_result import ShaclResult

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The severities, most severe first."""

IDLE_SHAPE: Final = "idle-shape"
"""The rule id of findings about the user's own shapes that check nothing."""

NOT_FOUND: Final = "was not found"
"""The text of CO-1 for a reference without a target."""

NO_VALUE: Final = "has no value"
"""The text of ID-1 for an identifier without a value."""

_PLACEHOLDER = re.compile(r"\{\?(\w+)\}")
_BREAKS: Final = re.compile(r"(?<=\S)\s*[\t-\r]\s*(?=\S)")
_HIDDEN: Final = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding, as users and reports see it.

    `pointer` is a JSON Pointer (an XPath for XML) in the text as given; `line` and `column` are
    1-based, or None when the input has no text (a graph in memory). `form` is the message form of
    the resource. `result` is the SHACL result, for a finding of the user's own shapes. `other` is
    the place of the value that the violating one is compared with, if it is in the resource. `fix`
    is the edit for a program to apply; None if only a person can. `values` are the values in the
    message, by the rule's placeholders: empty for the user's shapes.
    """

    rule: str
    severity: Severity
    message: str
    file: str = ""
    resource: str = ""
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    value: Any = None
    suggestion: str | None = None
    excerpt: Excerpt | None = field(default=None, compare=False)
    result: ShaclResult | None = None
    form: str = field(default="", compare=False)
    other: Place | None = field(default=None, compare=False)
    fix: Fix | None = field(default=None, compare=False)
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The violation name of the rule; empty for the user's own shapes."""
        rule = load_model().rules.get(self.rule)
        return rule.name if rule is not None else ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON values; a number that JSON lacks (NaN) is a string."""
        found: dict[str, Any] = {key: getattr(self, key) for key in KEYS}
        shown = {name: _shown(value, is_quoted=True) for name, value in self.values.items()}
        found["values"] = shown
        if isinstance(self.value, float) and not math.isfinite(self.value):
            found["value"] = str(self.value)
        return found


_NO_KEYS: Final = ("rule", "excerpt", "result", "other", "fix", "values")
KEYS: Final = ("rule", "name", *(f.name for f in fields(Finding) if f.name not in _NO_KEYS))
"""The keys of a JSON finding that are table columns, in order; `values` follows."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation at a place of a resource in normal form; the validator turns it into a finding.

    `pointer` is a JSON Pointer in the normal form. `values` fill the placeholders of the rule's
    message. `at` says whether the place is the value, the key of the member, or, for something
    missing, the object in which it is missing (then `pointer` names the object). `severity` is None
    for the most severe one of the rule. `suggestion` is the JSON value to write instead; for a key,
    its name, or the whole part if the key cannot stay in it; for HG-4, the ends of the coordinate
    at `other`. `result` is the SHACL result of the user's own shapes, `other` the pointer of the
    value compared with, in the same resource.
    """

    rule: str
    pointer: str
    values: Mapping[str, object]
    severity: Severity | None = None
    value: Any = None
    suggestion: Any = None
    at: Literal["value", "key"] = "value"
    result: ShaclResult | None = None
    other: str | None = None


Violations = dict[int, list[Violation]]
"""The violations of a set, by resource number."""


def severity_of(violation: Violation, model: Model) -> Severity:
    """The severity of a violation: its own, or the most severe one of its rule."""
    rule = model.rules.get(violation.rule)
    return violation.severity or (rule.severities[0] if rule is not None else "error")


def message_of(violation: Violation, model: Model) -> str:
    """The one-line message of a violation: the rule's text with the values filled in.

    Values that the text has no placeholder for are added at its end.
    """
    rule = model.rules.get(violation.rule)
    if rule is None or violation.result is not None:  # the user's own shape, with its own message
        said = " ".join(str(violation.values.get("message", "")).split())
        return said or "this shape is not kept"
    template = rule.messages.get(severity_of(violation, model)) or rule.title
    return _said(template, violation.values)


def with_values(finding: Finding, values: Mapping[str, object]) -> Finding:
    """The finding with other values in its message; its rule has a single message."""
    made = {**finding.values, **values}
    template = next(iter(load_model().rules[finding.rule].messages.values()))
    return replace(finding, values=made, message=_said(template, made))


def _said(template: str, values: Mapping[str, object]) -> str:
    used = set(_PLACEHOLDER.findall(template))
    text = _PLACEHOLDER.sub(lambda m: _filled(m, values.get(m[1], m[0])), template)
    rest = [_shown(value) for name, value in values.items() if name not in used]
    return f"{text} ({', '.join(rest)})" if rest else text


def _filled(place: re.Match[str], value: object) -> str:
    """The text for a placeholder: a value, or a text used as it is."""
    if place[1] == "message":
        return " ".join(str(value).split())
    return _shown(value, is_quoted=place.string[: place.start()].endswith('"'))


def _shown(value: object, *, is_quoted: bool = False) -> str:
    """A value in a message, shortened to one line, with what does not show."""
    text = str(value)
    if not text.isprintable():
        text = _HIDDEN.sub(_named_character, _BREAKS.sub(" ", text))
    if not is_quoted and (text[:1] == " " or text[-1:] in (" ", "")):
        text = f'"{text}"'
    return text if len(text) <= 120 else text[:117] + "..."


def _named_character(match: re.Match[str]) -> str:
    """A character as JSON escapes it, if it does not show."""
    return match[0] if match[0].isprintable() else json.dumps(match[0])[1:-1]
