"""Validation: everything that is wrong with some inputs, each finding with its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from clingen_ld.messages.inputs import kept_standard_input
from clingen_ld.messages.message import Item, Message, NoText, Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import load_model
from clingen_ld.model.definitions import Model, Severity
from clingen_ld.model.identity import reference_iri
from clingen_ld.model.normal_form import Normal
from clingen_ld.model.subsetted import is_subsetted
from clingen_ld.sequences.sources import SequenceSource, open_sequences
from clingen_ld.validation.acceptance import is_right
from clingen_ld.validation.checking import check_message, finding_of, problem_finding
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.findings import SEVERITIES, Breach, Finding
from clingen_ld.validation.registry import set_rules
from clingen_ld.validation.resource_set import SetEntry, StoredSet

Path = str | os.PathLike[str]

# Up to so many messages are kept, to place the findings of the rules across resources; of a
# larger set, the files that have such findings are read once more.
_KEPT_MESSAGES = 10_000


@dataclass(frozen=True, slots=True)
class ValidationOptions:
    """How to validate.

    `partial`: the set is known to be incomplete, so references need not resolve. `against`:
    inputs that references may lead to, which are not checked themselves. `sequences`: a FASTA
    file or SeqRepo folder to hold alleles against. `shapes`: SHACL shapes of the user's own.
    `elsewhere`: gives a resource by its IRI, or None; references may lead to what it gives.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    partial: bool = False
    against: tuple[Path, ...] = ()
    sequences: Path | None = None
    shapes: tuple[Path, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)
    elsewhere: Callable[[str], dict[str, Any] | None] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation.

    `faulty` are the numbers of the resources with an error, in the order of input from 0.
    """

    findings: tuple[Finding, ...]
    files: int
    resources: int
    faulty: frozenset[int] = frozenset()

    @property
    def conforms(self) -> bool:
        """Whether there is no error."""
        return not self.has("error")

    def has(self, severity: Severity) -> bool:
        """Whether there is a finding of a severity or of a graver one."""
        bound = SEVERITIES.index(severity)
        return any(SEVERITIES.index(f.severity) <= bound for f in self.findings)


def validate(
    inputs: Iterable[Path] | Path,
    options: ValidationOptions | None = None,
    *,
    progress: Callable[[Item], None] | None = None,
) -> Report:
    """Validate files, folders and standard input (`-`) as one set of resources.

    `progress` is called with every message or problem that is read. Raises `InputError` when
    an input does not exist or cannot be read.
    """
    given = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    chosen = options or ValidationOptions()
    model = load_model()
    with kept_standard_input(given) as (readable, shown):
        items = read_inputs(readable, chosen.read, model)
        report = validate_items(items, chosen, model, progress)
    named = (replace(f, file=shown.get(f.file, f.file)) for f in report.findings)
    return replace(report, findings=tuple(named)) if shown else report


def validate_items(
    items: Iterable[Item],
    options: ValidationOptions,
    model: Model,
    progress: Callable[[Item], None] | None = None,
    *,
    placed: bool = True,
) -> Report:
    """Validate what reading gives, as one set of resources.

    `placed` says that the resources stand in files, which are read once more for the places of
    findings when there are too many to keep.
    """
    validation = _Validation(options, model, placed)
    for item in items:
        if progress is not None:
            progress(item)
        validation.add(item)
    return validation.finish()


class _Validation:
    def __init__(self, options: ValidationOptions, model: Model, placed: bool) -> None:
        self._options = options
        self._model = model
        self._placed = placed
        self._set = StoredSet(options.read.base, options.elsewhere)
        self._sequences: SequenceSource | None = None
        if options.sequences is not None:
            self._sequences = open_sequences(options.sequences)
        self._kept: list[Message] | None = [] if placed else None
        self._findings: list[tuple[int, Finding]] = []
        self._faulty: set[int] = set()
        self._files: dict[str, int] = {}

    def add(self, item: Item) -> None:
        """Check one item by itself, and keep it for the rules across resources."""
        number = self._files.setdefault(item.file, len(self._files))
        if isinstance(item, Problem):
            self._findings.append((number, problem_finding(item, self._model)))
            return
        place = len(self._set)
        self._set.add(item.iri, item.tree, item.file)
        if self._kept is not None:
            self._kept.append(item)
            if len(self._kept) > _KEPT_MESSAGES:
                self._kept = None
        if is_right(item, self._model):
            return
        for finding in check_message(item, self._model):
            self._note(number, finding, place)

    def finish(self) -> Report:
        """Check the set, and put the findings in the order of files, lines and columns."""
        checked = len(self._set)
        for item in read_inputs(self._options.against, self._options.read, self._model):
            if isinstance(item, Message):
                self._set.add(item.iri, item.normal.tree, item.file)
        breaches = self._set_breaches(checked)
        if breaches:
            for number, message in self._messages(set(breaches)):
                file = self._files[message.file]
                for breach in breaches[number]:
                    self._note(file, finding_of(breach, message, self._model), number)
        self._set.close()
        faulty = frozenset(self._faulty)
        return Report(tuple(self._wanted()), len(self._files), checked, faulty)

    def _note(self, file: int, finding: Finding, number: int) -> None:
        """Keep a finding in the resource of a number."""
        self._findings.append((file, finding))
        wanted = self._options.configuration.apply(finding)
        if wanted is not None and wanted.severity == "error":
            self._faulty.add(number)

    def _wanted(self) -> Iterator[Finding]:
        """The findings in order, each once, as the configuration wants them."""
        for _, finding in sorted(
            dict.fromkeys(self._findings),
            key=lambda pair: (pair[0], *_order(pair[1])),
        ):
            wanted = self._options.configuration.apply(finding)
            if wanted is not None:
                yield wanted

    def _set_breaches(self, checked: int) -> dict[int, list[Breach]]:
        """What the rules across resources, the sequences and the user's shapes find."""
        breaches: dict[int, list[Breach]] = {}
        for entry in self._set.first(checked):
            for breach in self._entry_breaches(entry):
                if not self._may_be_elsewhere(breach):
                    breaches.setdefault(entry.number, []).append(breach)
        if self._options.shapes:
            from clingen_ld.validation.user_shapes import check_shapes, load_shapes

            shapes = load_shapes(self._options.shapes)
            numbers = {
                entry.iri: entry.number for entry in reversed(list(self._set.first(checked)))
            }
            trees = {entry.iri: entry.tree for entry in self._set}
            for iri, breach in check_shapes(trees, shapes, self._model, self._set.base):
                if iri in numbers:
                    breaches.setdefault(numbers[iri], []).append(breach)
        return breaches

    def _entry_breaches(self, entry: SetEntry) -> Iterator[Breach]:
        kind = str(entry.tree.get("resourceType"))
        if is_subsetted(entry.tree):
            return  # What is only told of stands against no other resource.
        found = (b for rule in set_rules.get(kind, ()) for b in rule(entry, self._set))
        if self._sequences is None or kind != "ContextualAllele":
            yield from found
            return
        from clingen_ld.validation.rules.sequence_checks import check_sequences, decided

        yield from (decided(b, entry, self._set, self._sequences) for b in found)
        yield from check_sequences(entry, self._set, self._sequences)

    def _may_be_elsewhere(self, breach: Breach) -> bool:
        """Whether a breach is a reference that need not resolve within the set."""
        if breach.rule != "CO-1":
            return False
        prefixes = self._options.configuration.external
        target = reference_iri(str(breach.value), self._set.base)
        return self._options.partial or target.startswith(prefixes)

    def _messages(self, numbers: set[int]) -> Iterator[tuple[int, Message]]:
        """The messages of some numbers, from memory or read once more."""
        if self._kept is not None:
            yield from ((n, message) for n, message in enumerate(self._kept) if n in numbers)
            return
        if not self._placed:
            yield from ((n, self._placeless(n)) for n in sorted(numbers))
            return
        items = read_inputs(self._files, self._options.read, self._model)
        messages = (item for item in items if isinstance(item, Message))
        yield from ((n, message) for n, message in enumerate(messages) if n in numbers)

    def _placeless(self, number: int) -> Message:
        """The message of a resource that stands in no text."""
        entry = self._set.numbered(number)
        kind = str(entry.tree.get("resourceType"))
        return Message(kind, entry.iri, Normal(entry.tree), NoText(), entry.file)


def _order(finding: Finding) -> tuple[int, int, str, str]:
    """Findings stand as their places do; those without a place, resource by resource."""
    resource = "" if finding.line is not None else finding.resource
    return finding.line or 0, finding.column or 0, resource, finding.rule
