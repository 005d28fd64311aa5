"""A finding, which a validation reports, and its text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.messages.message import Excerpt, Fix, Place
from clingen_ld.model import Severity, load_model

if TYPE_CHECKING:
    from clingen_ld.findings.shacl_result import ShaclResult

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The severities, most severe first."""

IDLE_SHAPE: Final = "idle-shape"
"""The rule id of findings about the user's own shapes that check nothing."""

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


def with_values(finding: Finding, values: Mapping[str, object]) -> Finding:
    """The finding with other values in its message; its rule has a single message."""
    made = {**finding.values, **values}
    template = next(iter(load_model().rules[finding.rule].messages.values()))
    return replace(finding, values=made, message=message_text(template, made))


def message_text(template: str, values: Mapping[str, object]) -> str:
    """The text of a rule with the values filled in.

    Values that the text has no placeholder for are added at its end.
    """
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
