"""Findings: what a validation says, and where."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from clingen_ld.messages.message import Excerpt as Excerpt
from clingen_ld.messages.message import Fix, Place
from clingen_ld.model import Model, Severity, load_model

if TYPE_CHECKING:
    from clingen_ld.validation.shacl.results import ShaclResult

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The severities, gravest first."""

IDLE_SHAPE: Final = "idle-shape"
"""What stands for a rule in findings about shapes of the user's own that check nothing."""

NOT_FOUND: Final = "was not found"
"""What CO-1 says of a reference that leads to nothing."""

NO_VALUE: Final = "has no value"
"""What ID-1 says of an identifier without one."""

_PLACEHOLDER = re.compile(r"\{\?(\w+)\}")


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding, as users and reports see it.

    `pointer` is a JSON Pointer (an XPath for XML) in the text as given; `line` and `column`
    are 1-based, or None when the input has no text (a graph in memory). `form` is the message form
    that the resource was read as. `result` is the result of the user's own shapes that the finding
    is. `other` is the place of what the value is compared with, where the resource has that. `fix`
    is how a program can follow the suggestion; None where only a person can. `values` are what the
    message says of this case, by the names that the rule has for it: empty for the user's shapes.
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
        """The name of the rule, which says what is wrong; empty for shapes of the user's own."""
        rule = load_model().rules.get(self.rule)
        return rule.name if rule is not None else ""

    def as_dict(self) -> dict[str, Any]:
        """The finding in values that JSON has; a number that it lacks (NaN) is a string."""
        found: dict[str, Any] = {key: getattr(self, key) for key in KEYS}
        found["values"] = {name: _shown(value) for name, value in self.values.items()}
        if isinstance(self.value, float) and not math.isfinite(self.value):
            found["value"] = str(self.value)
        return found


_NO_KEYS: Final = ("rule", "excerpt", "result", "other", "fix", "values")
KEYS: Final = ("rule", "name", *(f.name for f in fields(Finding) if f.name not in _NO_KEYS))
"""The keys of a finding in JSON that tables have as columns, in their order; `values` follows."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule broken at a place of a resource in normal form; the validator makes a finding of it.

    `pointer` is a JSON Pointer in the normal form. `values` fill the placeholders of the rule's
    message. `at` says whether the place is the value, the key of the member, or, for something
    missing, the object in which it is missing (then `pointer` names the object). `severity` is
    None for the gravest severity that the rule has. `suggestion` is the JSON value to write
    instead, of a key its name, or the whole part where the key has no place in it; of HG-4 the ends
    of the coordinate at `other`. `result` is what
    the user's own shapes said, `other` the pointer of what the value is compared with, in the same
    resource.
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
"""The violations of a set, by the numbers of their resources."""


def severity_of(violation: Violation, model: Model) -> Severity:
    """The severity of a violation: its own, or the gravest of its rule."""
    rule = model.rules.get(violation.rule)
    return violation.severity or (rule.severities[0] if rule is not None else "error")


def message_of(violation: Violation, model: Model) -> str:
    """The one-line message of a violation: the rule's text with the values filled in.

    Values that the text has no placeholder for are added at its end.
    """
    rule = model.rules.get(violation.rule)
    if rule is None or violation.result is not None:  # a shape of the user's, with its own message
        said = " ".join(str(violation.values.get("message", "")).split())
        return said or "this shape is not kept"
    template = rule.messages.get(severity_of(violation, model)) or rule.title
    return _said(template, violation.values)


def with_values(finding: Finding, values: Mapping[str, object]) -> Finding:
    """A finding of the model's only message for its rule, with other values in the message."""
    made = {**finding.values, **values}
    template = next(iter(load_model().rules[finding.rule].messages.values()))
    return replace(finding, values=made, message=_said(template, made))


def _said(template: str, values: Mapping[str, object]) -> str:
    used = set(_PLACEHOLDER.findall(template))
    text = _PLACEHOLDER.sub(lambda m: _filled(m[1], values.get(m[1], m[0])), template)
    rest = [_shown(value) for name, value in values.items() if name not in used]
    return f"{text} ({', '.join(rest)})" if rest else text


def _filled(name: str, value: object) -> str:
    """What stands in the place of a placeholder: a value, or a text that is whole as it is."""
    return " ".join(str(value).split()) if name == "message" else _shown(value)


def _shown(value: object) -> str:
    """A value in a message: on one line, and not longer than a line."""
    text = " ".join(str(value).split()) or str(value)[:1]
    return text if len(text) <= 120 else text[:117] + "..."
