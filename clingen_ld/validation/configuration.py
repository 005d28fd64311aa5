"""Settings of a team, in a TOML file: severities, ignored rules, how to read.

# clingen-ld.toml; in pyproject.toml, the table [tool.clingen-ld]
base = "https://example.org/"
form = "resource-json"
partial = true
fail-on = "warning"
max-size = 64
ignore = ["XA-11"]
external = ["https://example.org/Gene/"]
exclude = ["drafts/", "*.old.json"]

[severity]
XA-2 = "error"

[per-file-ignores]
"legacy/" = ["XA-11", "PR-1"]
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clingen_ld.display import abridged
from clingen_ld.errors import InputError, UsageError
from clingen_ld.findings.finding import IDLE_SHAPE, SEVERITIES, Finding
from clingen_ld.messages.text.exclusion import is_below, specification
from clingen_ld.model import Model, Severity, base_iri

FILE_NAME = "clingen-ld.toml"
_UNREADABLE = "ST-0"
"""The rule for readable texts, which cannot be ignored."""
_KEYS = {
    "base": str,
    "form": str,
    "partial": bool,
    "fail-on": str,
    "ignore": list,
    "external": list,
    "severity": dict,
    "shapes": list,
    "max-size": int,
    "baseline": str,
    "exclude": list,
    "gitignore": bool,
    "per-file-ignores": dict,
}
_KINDS = {
    str: "a string",
    bool: "true or false",
    int: "an integer",
    list: "an array of strings",
    dict: "a table",
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a team; a setting that is not in the file is None."""

    base: str | None = None
    form: str | None = None
    partial: bool = False
    fail_on: Severity | None = None
    ignore: frozenset[str] = frozenset()
    external: tuple[str, ...] = ()
    """IRI prefixes of resources that are kept elsewhere: references to them need not resolve."""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    shapes: tuple[str, ...] = ()
    max_size: int | None = None
    """The size of the largest message that is read, in MB."""
    baseline: str | None = None
    file: str | None = None
    """The settings file."""
    exclude: tuple[str, ...] = ()
    """What is skipped in folders: patterns as in .gitignore, relative to the folder of the
    settings, as in `per_file_ignores`."""
    gitignore: bool = True
    """Whether .gitignore files apply in folders named on the command line."""
    per_file_ignores: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The rules to ignore in the files that match a pattern."""

    def apply(self, finding: Finding) -> Finding | None:
        """A finding under the settings: with its severity, or None if ignored."""
        if finding.rule != _UNREADABLE and (
            finding.rule in self.ignore
            or (self.per_file_ignores and self._is_ignored_in(finding.file, finding.rule))
        ):
            return None
        severity = self.severity.get(finding.rule)
        return replace(finding, severity=severity) if severity else finding

    def excluded(self) -> tuple[tuple[str, str], ...]:
        """The patterns to skip, each with the folder that it is relative to."""
        return tuple((self._folder, pattern) for pattern in self.exclude)

    @property
    def _folder(self) -> str:
        return os.path.dirname(os.path.abspath(self.file)) if self.file else os.getcwd()

    def _is_ignored_in(self, file: str, rule: str) -> bool:
        folder = self._folder
        return any(
            rule in rules and is_below((pattern,), folder, file)
            for pattern, rules in self.per_file_ignores.items()
        )


def find_configuration(start: str | os.PathLike[str]) -> Path | None:
    """The settings file for a folder: in it, or in the nearest folder above.

    The search ends at the top of a repository and at the home folder. Folders above are skipped if
    they belong neither to the user nor to the owner of the folder.
    """
    folder = Path(start).resolve()
    for place in (folder, *folder.parents):
        if place != folder and not _is_trusted(place, folder):
            continue
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
        project = place / "pyproject.toml"
        if project.is_file() and _has_settings(project):
            return project
        if (place / ".git").exists() or place == Path(os.path.expanduser("~")):
            break
    return None


def _is_trusted(place: Path, folder: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    try:
        return place.stat().st_uid in (os.getuid(), folder.stat().st_uid)
    except OSError:
        return False


# Every pyproject.toml with our table contains one of these, and few others do.
_TABLE = re.compile(r"""\btool["']?\s*(\.\s*["']?clingen-ld|\]|=)""")


def _has_settings(project: Path) -> bool:
    """Whether a pyproject.toml has settings for this tool; it is parsed only if it may."""
    text = _text(project)
    if _TABLE.search(text) is None or "clingen-ld" not in text:
        return False  # another project's file, which may be broken
    return _own_table(_toml(project)) is not None


def _own_table(table: dict[str, Any]) -> Any:
    """Our table of a pyproject.toml; None without one."""
    tool = table.get("tool", {})
    return tool.get("clingen-ld") if isinstance(tool, dict) else None


def read_configuration(path: str | os.PathLike[str], model: Model) -> Configuration:
    """The settings in a file.

    Raises `InputError` if it cannot be read, `UsageError` for invalid settings.
    """
    where = Path(path)
    table = _toml(where)
    if where.name == "pyproject.toml":
        table = _own_table(table)
        if not isinstance(table, dict):
            raise UsageError(f"{where}: tool.clingen-ld must be a table")
    for key, value in table.items():
        if key not in _KEYS:
            raise UsageError(f"{where}: there is no setting {key!r}; they are {', '.join(_KEYS)}")
        if not isinstance(value, _KEYS[key]) or (isinstance(value, bool) and _KEYS[key] is int):
            raise UsageError(f"{where}: {key} must be {_KINDS[_KEYS[key]]}, not {_shown(value)}")
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            raise UsageError(f"{where}: {key} must be {_KINDS[list]}")
    if "base" in table:
        _check_base(where, table["base"])
    if table.get("max-size", 1) < 1:
        raise UsageError(f"{where}: max-size must be a number of megabytes, 1 or more")
    _check_rules(where, [*table.get("ignore", ()), *table.get("severity", {})], model)
    for value in [*table.get("severity", {}).values(), table.get("fail-on", "error")]:
        if not isinstance(value, str) or value not in SEVERITIES:
            raise UsageError(f"{where}: {value!r} is not a severity: {', '.join(SEVERITIES)}")
    return Configuration(
        base=table.get("base"),
        form=table.get("form"),
        partial=table.get("partial", False),
        fail_on=table.get("fail-on"),
        ignore=frozenset(table.get("ignore", ())),
        external=tuple(table.get("external", ())),
        severity=table.get("severity", {}),
        shapes=tuple(_below(where, name) for name in table.get("shapes", ())),
        max_size=table.get("max-size"),
        file=str(where),
        baseline=_below(where, table["baseline"]) if "baseline" in table else None,
        exclude=tuple(table.get("exclude", ())),
        gitignore=table.get("gitignore", True),
        per_file_ignores=_per_file(where, table, model),
    )


def _shown(value: Any) -> str:
    """A value as TOML has it, more or less."""
    return abridged(json.dumps(value, ensure_ascii=False, default=str), 40)


def _per_file(where: Path, table: dict[str, Any], model: Model) -> dict[str, frozenset[str]]:
    """The rules to ignore by pattern. Raises `UsageError` for an invalid pattern or rule."""
    per_file = table.get("per-file-ignores", {})
    for pattern, rules in per_file.items():
        if not isinstance(rules, list) or not all(isinstance(rule, str) for rule in rules):
            raise UsageError(f"{where}: per-file-ignores of {pattern!r} must be a list of rules")
    for patterns in filter(None, (tuple(table.get("exclude", ())), tuple(per_file))):
        specification(patterns)
    return {pattern: rules_named(rules, model) for pattern, rules in per_file.items()}


def _below(where: Path, name: str) -> str:
    """A file named in settings. Raises `UsageError` for one outside their folder."""
    folder = os.path.abspath(where.parent)
    if not os.path.abspath(os.path.join(folder, name)).startswith(os.path.join(folder, "")):
        raise UsageError(f"{where}: {name} is not in the folder of the settings: use --shapes")
    return str(where.parent / name)


def _check_rules(where: Path, names: list[Any], model: Model) -> None:
    for name in names:
        if name not in model.rules and name != IDLE_SHAPE:
            raise UsageError(f"{where}: there is no rule {name!r}; `clingen-ld rules` lists them")


def _check_base(where: Path, base: str) -> None:
    try:
        base_iri(base)
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not valid TOML: {error}") from error


def _text(path: Path) -> str:
    from clingen_ld.messages.text.special_files import open_special

    try:
        with open_special(os.fspath(path)) as file:
            return file.read().decode("utf-8-sig")  # with the mark that Windows editors write
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        at = f"byte 0x{error.object[error.start]:02x} at {error.start}"
        raise InputError(f"{path}: not valid TOML: {at} is not UTF-8") from error


def rules_named(names: Iterable[str], model: Model) -> frozenset[str]:
    """The rules for ids, names or groups of ids in any case, separated by commas or one by one.

    Raises `UsageError` for an unknown name.

    >>> from clingen_ld.model import load_model
    >>> sorted(rules_named(["ge,dangling-reference"], load_model()))
    ['CO-1', 'GE-1']
    """
    found: set[str] = set()
    for name in (part.strip() for given in names for part in given.split(",")):
        rules = {
            rule.id
            for rule in model.rules.values()
            if name.upper() in (rule.id, rule.id.partition("-")[0]) or name.lower() == rule.name
        }
        if name == IDLE_SHAPE:
            rules = {name}
        if not rules:
            raise UsageError(f"there is no rule {name!r}; `clingen-ld rules` lists them")
        found |= rules
    return frozenset(found)
