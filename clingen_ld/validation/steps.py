"""The steps of a validation, for one process and for several: what each makes of what it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from clingen_ld.messages.message import Item, Message, Problem
from clingen_ld.model.definitions import Model
from clingen_ld.validation.acceptance import is_right
from clingen_ld.validation.checking import check_message, finding_of, problem_finding
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.findings import Breach, Finding
from clingen_ld.validation.resource_set import Row, row_of

if TYPE_CHECKING:
    from clingen_ld.validation.validator import Report


class Checked(NamedTuple):
    """What is wrong with an item by itself, and its row in the set; None for a problem."""

    row: Row | None
    findings: tuple[Finding, ...] = ()


def check_item(item: Item, model: Model) -> Checked:
    """Check one item by itself."""
    if isinstance(item, Problem):
        return Checked(None, (problem_finding(item, model),))
    tree = item.tree
    row = row_of(item, tree)
    if is_right(item, model, tree):
        return Checked(row)
    return Checked(row, tuple(check_message(item, model)))


def place(message: Message, breaches: Iterable[Breach], model: Model) -> list[Finding]:
    """The findings that some breaches in one resource are."""
    return [finding_of(breach, message, model) for breach in breaches]


class Findings:
    """The findings of a validation as they come, and the report that they make."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._found: list[tuple[int, Finding]] = []
        self._faulty: set[int] = set()
        self.files: dict[str, int] = {}
        """The files in the order of input."""

    def note(self, file: str, findings: Iterable[Finding], resource: int | None) -> None:
        """Keep the findings in a file; `resource` is the number of the resource that has them."""
        number = self.files.setdefault(file, len(self.files))
        for finding in findings:
            self._found.append((number, finding))
            wanted = self._configuration.apply(finding) if resource is not None else None
            if resource is not None and wanted is not None and wanted.severity == "error":
                self._faulty.add(resource)

    def report(self, make: Callable[..., Report], resources: int) -> Report:
        """The findings in the order of files, lines and columns, as a report."""
        return make(tuple(self._wanted()), len(self.files), resources, frozenset(self._faulty))

    def _wanted(self) -> Iterator[Finding]:
        """The findings in order, each once, as the configuration wants them."""
        for _, finding in sorted(
            dict.fromkeys(self._found),
            key=lambda pair: (pair[0], *_order(pair[1])),
        ):
            wanted = self._configuration.apply(finding)
            if wanted is not None:
                yield wanted


def _order(finding: Finding) -> tuple[int, int, str, str]:
    """Findings stand as their places do; those without a place, resource by resource."""
    resource = "" if finding.line is not None else finding.resource
    return finding.line or 0, finding.column or 0, resource, finding.rule
