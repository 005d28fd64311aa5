"""Reports for programs: JSON and NDJSON, and their JSON Schema (2020-12) with that of a load.

Within one version of the format, keys are added and none is taken away or changed, so a program
should pass over keys that it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from clingen_ld.findings.finding import KEYS, SEVERITIES, Finding
from clingen_ld.findings.outcome import Outcome
from clingen_ld.model import CLINGEN, Model, load_model
from clingen_ld.reports.wording import details, shown
from clingen_ld.version import __version__

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
REPORT_VERSION: Final = "1.1"
"""The version of the format: the first number grows when a program must be changed."""
EDIT_KEYS: Final = ("line", "column", "endLine", "endColumn", "was", "text")
"""The keys of an edit of a fix: where it begins, the place behind it, and both texts."""
SCHEMA_IRI: Final = f"{CLINGEN}report.schema.json"

_OPTIONAL: Final = ("settings", "lowered", "known", "details", "fix")


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object with some properties."""
    required = [name for name in properties if name not in _OPTIONAL]
    return {"type": "object", "properties": properties, "required": required}


_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_PLACE: Final = {"type": ["integer", "null"], "minimum": 1}
_FINDING: Final[dict[str, dict[str, Any]]] = {
    "rule": _TEXT | {"description": "Id of the rule, such as HG-4, or of your own shape."},
    "name": _TEXT | {"description": "What is wrong, in a word such as dangling-reference."},
    "severity": {"enum": list(SEVERITIES), "description": "How grave it is."},
    "message": _TEXT | {"description": "What is wrong with this value, in a sentence."},
    "file": _TEXT | {"description": "The file as it was given; stdin for standard input."},
    "resource": _TEXT | {"description": "IRI of the resource; empty where none could be read."},
    "pointer": _TEXT | {"description": "JSON Pointer in the file; an XPath for XML."},
    "line": _PLACE | {"description": "Line in the file, from 1; null where there is no text."},
    "column": _PLACE | {"description": "Column in the line, in characters from 1."},
    "value": {"description": "The value that is wrong, where it is a single one; else null."},
    "suggestion": {
        "type": ["string", "null"],
        "description": "What to write instead: a text as it is, anything else as JSON.",
    },
    "form": _TEXT | {"description": "Message form that the resource was read as."},
}
_VALUES: Final = {
    "type": "object",
    "additionalProperties": _TEXT,
    "description": "What the message says of this case, by the names that the rule has for it.",
}
_DETAILS: Final = {
    "type": "array",
    "items": _TEXT,
    "description": "What sh:detail says below a result of your own shapes.",
}
_FIX: Final = {
    "type": "object",
    "description": "What to write in the file, where that follows from the suggestion.",
    "properties": {
        "isSafe": {"type": "boolean", "description": "The message means the same afterwards."},
        "edits": {
            "type": "array",
            "items": _object(
                {
                    **{key: {"type": "integer", "minimum": 1} for key in EDIT_KEYS[:4]},
                    **dict.fromkeys(EDIT_KEYS[4:], _TEXT),
                }
            ),
        },
    },
    "required": ["isSafe", "edits"],
}
_FINDINGS: Final = {"type": "array", "items": {"$ref": "#/$defs/Finding"}}
_SETTINGS: Final = _object(
    {
        "file": _TEXT | {"description": "File of the settings."},
        "ignored": _COUNT | {"description": "Findings that they leave out."},
        "lowered": _COUNT | {"description": "Findings that they give a lower severity."},
    }
)
_ABOUT: Final[dict[str, Any]] = {
    "$schema": {"const": SCHEMA_IRI},
    "versions": _object(
        {
            "report": _TEXT | {"description": "Version of the format of the report."},
            "tool": _TEXT | {"description": "Version of clingen-ld."},
            "model": _TEXT | {"description": "Version of the ClinGen Allele Model."},
        }
    ),
}
_REPORT: Final[dict[str, Any]] = {
    **_ABOUT,
    "conforms": {"type": "boolean", "description": "Something was checked, and has no error."},
    "files": _COUNT | {"description": "How many files were read."},
    "resources": _COUNT | {"description": "How many resources were checked."},
    "settings": _SETTINGS,
    "known": _object(
        {
            "leftOut": _COUNT | {"description": "Findings that the baseline has."},
            "gone": _COUNT | {"description": "Entries of the baseline that no longer occur."},
        }
    ),
    "findings": _FINDINGS,
}
_LOAD: Final[dict[str, Any]] = {
    **_ABOUT,
    "changes": {
        "type": "array",
        "items": _object(
            {
                "change": {"enum": ["new", "replaced", "unchanged", "kept", "left out"]},
                "name": _TEXT | {"description": "IRI of the graph."},
            }
        ),
    },
    "dryRun": {"type": "boolean", "description": "Nothing was written."},
    **dict.fromkeys(
        ("new", "replaced", "unchanged", "kept", "leftOut", "files", "removed"), _COUNT
    ),
    "unread": {"type": "array", "items": _TEXT, "description": "What of graphs was not read."},
    "remarks": {
        "type": "array",
        "items": _TEXT,
        "description": "Properties that were removed, and what contradicts the store.",
    },
    "activity": {
        "type": ["string", "null"],
        "description": "IRI that describes the load in the store.",
    },
    "resumed": {"type": "boolean", "description": "A load that was stopped was finished."},
    "settings": _SETTINGS,
    "findings": _FINDINGS,
}


def about() -> dict[str, Any]:
    """What a report says of itself: its schema, and the versions of format, tool and model."""
    versions = {"report": REPORT_VERSION, "tool": __version__, "model": load_model().version}
    return {"$schema": SCHEMA_IRI, "versions": versions}


def report_schema(model: Model) -> dict[str, Any]:
    """The schema of a report of `validate` or `load`, or of a line of the NDJSON report.

    >>> from clingen_ld.model import load_model
    >>> list(report_schema(load_model())["$defs"])
    ['Report', 'LoadReport', 'Finding']
    """
    finding = {key: _FINDING[key] for key in KEYS}
    finding |= {"values": _VALUES, "details": _DETAILS, "fix": _FIX}
    definitions = {"Report": _REPORT, "LoadReport": _LOAD, "Finding": finding}
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_IRI,
        "title": f"Reports of clingen-ld {__version__} on the ClinGen Allele Model {model.version}",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in definitions],
        "$defs": {name: _object(properties) for name, properties in definitions.items()},
    }


def settings_of(file: str, ignored: int, lowered: int) -> dict[str, Any]:
    """The settings in a JSON report, with what they hide."""
    more = {"lowered": lowered} if lowered else {}
    return {"file": shown(file), "ignored": ignored} | more


def pieces(report: Outcome) -> Iterator[str]:
    """The report as a JSON object, finding by finding."""
    value: dict[str, Any] = about() | {
        "conforms": report.conforms,
        "files": report.files,
        "resources": report.resources,
    }
    if report.settings is not None:
        value["settings"] = settings_of(report.settings, report.ignored, report.lowered)
    if report.known is not None:
        value["known"] = {"leftOut": report.known.left_out, "gone": report.known.gone}
    head = json.dumps(value, ensure_ascii=False, indent=2).removesuffix("\n}")
    yield f'{head},\n  "findings": ['
    yield from list_pieces(map(with_details, report.findings))


def list_pieces(values: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The rest of a report from the start of the list of its findings on."""
    before = "\n"
    for value in values:
        text = json.dumps(value, ensure_ascii=False, indent=2)
        yield before + "    " + text.replace("\n", "\n    ")
        before = ",\n"
    yield "]\n}\n" if before == "\n" else "\n  ]\n}\n"


def with_details(finding: Finding) -> dict[str, Any]:
    """A finding as a JSON object: with the texts below a result of the user's shapes, and a fix."""
    below, fix = details(finding), finding.fix
    found = finding.as_dict() | ({"details": below} if below else {})
    if fix is None or finding.line is None:
        return found
    edits = [dict(zip(EDIT_KEYS, edit, strict=True)) for edit in fix.edits]
    return found | {"fix": {"isSafe": fix.is_safe, "edits": edits}}


# JSON allows these inside strings, but many tools take them for the end of a line.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def ndjson_pieces(report: Outcome) -> Iterator[str]:
    """The findings as JSON objects, one a line; nothing when there is none."""
    for finding in report.findings:
        text = json.dumps(with_details(finding), ensure_ascii=False)
        yield text.translate(_LINE_ENDS) + "\n"
