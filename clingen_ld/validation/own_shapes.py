"""SHACL shapes of the user's own, run over a set of resources."""

from __future__ import annotations

from typing import NamedTuple

from clingen_ld.messages.text.inputs import PathName
from clingen_ld.model import Model, is_subsetted
from clingen_ld.validation.findings import Finding, Violations, message_of
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.shacl.faults import refuse_faults
from clingen_ld.validation.shacl.reading import load_shapes
from clingen_ld.validation.shacl.running import check_shapes


class ShapeFindings(NamedTuple):
    """What the user's shapes find: violations in resources, and findings that are in none.

    Those are results that no resource has to do with, and shapes that check nothing.
    """

    violations: Violations
    beside: tuple[Finding, ...] = ()


def shape_findings(
    resources: StoredSet, checked: int, files: tuple[PathName, ...], model: Model
) -> ShapeFindings:
    """What the user's shapes find in the first so many resources of a set.

    Raises `InputError` when shapes cannot be read, `UsageError` when they cannot be run.
    """
    shapes = load_shapes(files)
    refuse_faults(shapes)
    # Of a resource that is told more than once, the whole one has the places.
    entries = sorted(resources, key=lambda entry: is_subsetted(entry.tree))
    numbers = {entry.iri: entry.number for entry in reversed(entries) if entry.number < checked}
    shaped = check_shapes(((e.iri, e.tree) for e in entries), shapes, model, resources.base)
    violations: Violations = {}
    for iri, violation in shaped.placed:
        if iri in numbers:
            violations.setdefault(numbers[iri], []).append(violation)
    given = {entry.file for entry in entries if entry.number < checked}
    file = given.pop() if len(given) == 1 else ""
    placeless = [(file, None, violation) for violation in shaped.unplaced]
    return ShapeFindings(violations, tuple(
        Finding(
            violation.rule, violation.severity or "error", message_of(violation, model), where,
            line=line, column=None if line is None else 1, value=violation.value,
            suggestion=violation.suggestion, result=violation.result,
        )
        for where, line, violation in [*placeless, *shaped.idle]
    ))  # fmt: skip
