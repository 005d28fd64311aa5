"""Validating with several processes."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain, groupby
from pathlib import Path
from typing import Final, NamedTuple

from clingen_ld.bulk.judging import NOT_JUDGED, Judged, Mentioned, make_engine, part_judge
from clingen_ld.bulk.portions import Portion, lost_portion, portions, read_portion
from clingen_ld.bulk.processes import in_order
from clingen_ld.findings.finding import Finding
from clingen_ld.messages.empty_files import ProblemsOfParts
from clingen_ld.messages.fast_path import in_groups
from clingen_ld.messages.message import Item, Message, Problem, ReadOptions
from clingen_ld.messages.text.inputs import Inputs, given_paths
from clingen_ld.messages.text.kept_inputs import Unchanged, kept_inputs, refuse_repeated
from clingen_ld.model import load_model, reference_iri
from clingen_ld.validation.items import CheckedItem, check_item, check_items
from clingen_ld.validation.judge import FileNames, Judge
from clingen_ld.validation.report import Findings, Report
from clingen_ld.validation.rule_registry import Violation, Violations
from clingen_ld.validation.rules.identity import in_the_file_of_its_id
from clingen_ld.validation.session import (
    ValidationOptions,
    note_placeless,
    place,
    rule_violations,
    suspect_violations,
    with_empty_run,
    with_shapes,
)
from clingen_ld.validation.session import validate as validate_alone
from clingen_ld.validation.set_blocks import NO_ROWS, BlockFile, FiledRows
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.set_rows import record_of, row_of
from clingen_ld.validation.suspects import Rules
from clingen_ld.variation.sequences import SequenceSource, open_sequences

Progress = Callable[[Item | None], None]

_ENTRIES: Final = 1024
"""The number of entries checked in one piece of work: a few hundredths of a second."""
_LARGEST: Final = 1 << 22
"""The largest size of a portion in bytes: some thousand messages, whose targets are there, too."""


def validate(
    inputs: Inputs,
    options: ValidationOptions | None = None,
    *,
    jobs: int,
    progress: Progress | None = None,
) -> Report:
    """Validate as `clingen_ld.validate` does, with several processes; the report is the same.

    If references may point into a store (`elsewhere`), a single process does all the work. The
    user's own shapes run in one process, since they need all resources together. `progress` gets
    None for each resource or problem.
    """
    given = given_paths(inputs)
    chosen = (options or ValidationOptions()).recovering()
    if jobs < 2 or chosen.elsewhere is not None:
        return validate_alone(given, chosen, progress=progress)
    if chosen.sequences is not None:
        open_sequences(chosen.sequences)  # An index is made once, and errors are raised at once.
    refuse_repeated(given, given_paths(chosen.against))
    with (
        kept_inputs(given) as (readable, shown),
        kept_inputs(given_paths(chosen.against)) as (against, _),
        tempfile.TemporaryDirectory(prefix="clingen-ld-") as folder,
    ):
        files = Unchanged(readable, shown, chosen.read.exclude)
        chosen = replace(chosen, against=tuple(against)).among(readable)
        run = _BulkValidation(readable, chosen, jobs, Path(folder, "set.db"))
        report = with_empty_run(run.report(progress), readable, chosen)
        files.check()
        return report.shown_as(shown)


class _Checked(NamedTuple):
    """The result of checking a portion: its resources as rows, and their findings."""

    file: str
    rows: FiledRows
    findings: list[tuple[int, tuple[Finding, ...]]]
    """Each with the index of its resource among the rows."""
    problems: list[Problem]
    forms: dict[str, None]
    """The forms of the resources."""
    judged: Judged
    """What is known of its resources by the rules across resources."""


class _Range(NamedTuple):
    """The resources to check with the rules across resources, by their numbers, and those of them
    that are not known to be right; with `named`, only those in files whose names may be other
    ids."""

    start: int
    end: int
    left: list[int]
    named: FileNames | None = None


class _Places(NamedTuple):
    """A portion with violations, by the indexes of their resources in it."""

    portion: Portion
    violations: Mapping[int, list[Violation]]


class _BulkValidation:
    """A validation in progress."""

    def __init__(
        self, inputs: list[str], options: ValidationOptions, jobs: int, path: Path
    ) -> None:
        self._inputs = inputs
        self._options = options
        self._jobs = jobs
        self._path = path
        self._findings = Findings(options.configuration, options.read.base)
        self._named = FileNames()
        self._counts: list[int] = []
        """The number of resources in each portion."""
        self._undecided = array("q")
        """The resources that were not found to be right by the rules across resources."""
        self._left: Sequence[int] = self._undecided
        """Those that are left when the set is complete."""
        self._partly: set[str] = set()
        """The references that were checked against a partial description."""

    def report(self, progress: Progress | None) -> Report:
        """Check the portions, then the set, and position its findings."""
        checked = self._fill(progress)
        violations = self._across(checked)
        if violations:
            self._place(violations)
        return self._findings.report(checked)

    def _fill(self, progress: Progress | None) -> int:
        """Check each resource alone, and build the set; returns the number of resources."""
        read = self._options.read
        make_engine(read)  # before processes are forked, which then have it
        with (
            closing(StoredSet(read.base, path=self._path)) as resources,
            Mentioned(self._path.with_name("mentioned"), read) as mentioned,
        ):
            parts = portions(self._inputs, read, largest=_LARGEST, look=mentioned.look)
            given = ((portion, mentioned.size) for portion in parts)
            problems = ProblemsOfParts(self._inputs, read)
            work = partial(_check, self._options, self._path.parent)
            with closing(in_order(work, given, self._jobs, _lost)) as done:
                for part in done:
                    before, count = len(resources), part.rows.many
                    # First, as these may be of the file before, whose end was not known.
                    self._note_problems(problems.part(part.file, part.problems, bool(count)))
                    self._note(part, before)
                    resources.add_filed(part.rows)
                    if progress is not None:
                        for _ in range(len(part.problems) + count):
                            progress(None)
            self._note_problems(problems.end())
            checked = len(resources)
            self._fill_against(resources)
            shared = resources.shared(0, checked)
            iris = (reference_iri(each, read.base) for each in self._partly)
            is_retold = any(resources.has_whole(iri, checked) for iri in iris)
            if is_retold or shared.names or self._options.sequences is not None:
                self._left = range(checked)
            elif shared.numbers:
                self._left = sorted({*self._undecided, *shared.numbers})
            resources.finish(indexed=bool(self._left))
        return checked

    def _fill_against(self, resources: StoredSet) -> None:
        """Add the resources that references may point to, which are not checked themselves."""
        read = self._options.read
        if against := given_paths(self._options.against):
            work = partial(_rows, read, self._path.parent)
            with closing(in_order(work, portions(against, read), self._jobs)) as parts:
                for rows in parts:
                    resources.add_filed(rows)

    def _note(self, part: _Checked, before: int) -> None:
        self._counts.append(part.rows.many)
        self._undecided.extend(before + at for at in part.judged.left)
        self._partly |= part.judged.partly
        if part.rows.many:
            self._findings.note(part.file, (), None)
        for key, at in part.judged.named.first.items():
            self._named.first.setdefault(key, before + at)
        for form in part.forms:
            self._findings.note_form(part.file, form)
        for at, findings in part.findings:
            self._findings.note(part.file, findings, before + at)

    def _note_problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            found = check_item(problem, load_model()).findings
            self._findings.note(problem.file, found, None)

    def _across(self, checked: int) -> Violations:
        """The violations of the rules across resources."""
        found: Violations = {}
        ranges = chain(
            [_Range(0, checked, [], self._named)],  # first, as it may take longest
            (_Range(n, min(n + _ENTRIES, checked), left) for n, left in _by_thousands(self._left)),
        )
        work = partial(_violations, self._path, self._options)
        with closing(in_order(work, ranges, self._jobs, _unchecked)) as parts:
            in_files = next(parts)
            for violations in parts:
                found.update(violations)
        if both := in_files.keys() & found.keys():  # all rules again, in their order
            with closing(StoredSet.opened(self._path, self._options.read.base)) as resources:
                every = ((number, None) for number in sorted(both))
                in_files |= suspect_violations(every, resources, self._options)
        found |= in_files
        if not self._options.shapes:
            return found
        with closing(StoredSet.opened(self._path, self._options.read.base)) as resources:
            return with_shapes(found, resources, checked, self._options, self._findings)

    def _place(self, violations: Violations) -> None:
        """Read the portions with violations again, for their positions."""
        work = partial(_placed, self._options.read)
        with closing(in_order(work, self._to_place(violations), self._jobs, _unplaced)) as parts:
            for file, findings in parts:
                for number, found in findings:
                    self._findings.note(file, found, number)
                    del violations[number]
        if violations:  # what the second reading did not return
            with closing(StoredSet.opened(self._path, self._options.read.base)) as resources:
                note_placeless(violations, resources, self._findings)

    def _to_place(self, violations: Violations) -> Iterator[tuple[int, _Places]]:
        numbers = sorted(violations)
        at, first = 0, 0
        given = portions(self._inputs, self._options.read)
        for portion, count in zip(given, self._counts, strict=False):
            start = at
            while at < len(numbers) and numbers[at] < first + count:
                at += 1
            if at > start:
                yield first, _Places(portion, {n - first: violations[n] for n in numbers[start:at]})
            first += count


def _check(options: ValidationOptions, folder: Path, given: tuple[Portion, int]) -> _Checked:
    portion, mentioned = given
    read, model = options.read, load_model()
    rows, part = _file_of(folder), part_judge(folder, read.base)
    part.learn(folder / "mentioned", mentioned)
    part.begin(portion, read)
    checked = _Checked(portion.file, NO_ROWS, [], [], {}, NOT_JUDGED)

    def explain(item: Item, at: int) -> CheckedItem:
        if isinstance(item, Problem):
            checked.problems.append(item)
            return CheckedItem(None)
        found = check_item(item, model)
        if found.findings:
            checked.findings.append((len(rows) + at, found.findings))
        return found

    def add(some: list[Item]) -> None:
        first, found = len(rows), check_items(some, read.base, part.near, explain)
        for message in found.messages:
            checked.forms[message.form] = None
        rows.add(found.rows)
        if options.sequences is None:  # else the rules are asked about every resource
            for number, (row, facts) in enumerate(zip(found.rows, found.facts, strict=True), first):
                part.add(number, facts, row.name, row.file)

    for some in in_groups(read_portion(portion, read, model)):
        add(some)
        del some  # as one process does
    judged = part.end(portion, read)
    return checked._replace(rows=rows.filed(), judged=judged)


def _lost(given: tuple[Portion, int], how: str) -> _Checked:
    portion = given[0]
    problems = [lost_portion(portion, how)]
    return _Checked(portion.file, NO_ROWS, [], problems, {}, NOT_JUDGED)


@lru_cache(maxsize=1)
def _file_of(folder: Path) -> BlockFile:
    """The file of this process for the rows of resources."""
    return BlockFile(folder)


def _unchecked(given: _Range, how: str) -> Violations:
    """The problem if the rules across resources could not run on some resources."""
    more = f"of this and {given.end - given.start - 1} more resources"
    message = f"the references {more} could not be checked: the process that did {how}, twice"
    return {given.start: [Violation("ST-0", "", {"message": message}, "error")]}


def _unplaced(given: tuple[int, _Places], how: str) -> tuple[str, list[tuple[int, list[Finding]]]]:
    """The findings of a portion without positions, which are unknown."""
    return given[1].portion.file, []


def _rows(options: ReadOptions, folder: Path, portion: Portion) -> FiledRows:
    rows = _file_of(folder)
    for item in read_portion(portion, options, load_model()):
        if isinstance(item, Message):
            rows.add((row_of(item, record_of(item)),))
    return rows.filed()


def _by_thousands(numbers: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Sorted numbers by the range of entries in which they are, which begins at a number."""
    for of_range, some in groupby(numbers, lambda number: number // _ENTRIES):
        yield of_range * _ENTRIES, list(some)


def _violations(path: Path, options: ValidationOptions, given: _Range) -> Violations:
    resources = _opened(path, options.read.base)
    start, end, left, named = given
    if options.sequences is not None:  # every resource is asked by every rule
        if named is not None:
            return {}
        sequences = _sequences(os.fspath(options.sequences))
        return rule_violations(resources.between(start, end), resources, options, sequences)
    suspects: Iterable[tuple[int, Rules | None]]
    if named is None:
        suspects = _judge(path, options.read.base, options.partial).between(start, end, left)
    else:
        numbers = named.suspects(resources, start, end)
        suspects = ((number, {in_the_file_of_its_id}) for number in numbers)
    return suspect_violations(suspects, resources, options)


@lru_cache(maxsize=1)
def _judge(path: Path, base: str, is_partial: bool) -> Judge:
    """The finder of suspects, which caches facts that many need."""
    return Judge(_opened(path, base), is_partial)


@lru_cache(maxsize=1)
def _sequences(path: str) -> SequenceSource:
    """The sequences, opened once per process."""
    return open_sequences(path)


@lru_cache(maxsize=1)
def _opened(path: Path, base: str) -> StoredSet:
    """The set, opened once per process."""
    return StoredSet.opened(path, base)


def _placed(
    options: ReadOptions, given: tuple[int, _Places]
) -> tuple[str, list[tuple[int, list[Finding]]]]:
    """The findings in a portion, each with the number of its resource."""
    first, (portion, violations) = given
    model = load_model()
    messages = (item for item in read_portion(portion, options, model) if isinstance(item, Message))
    found = [
        (first + n, place(message, violations[n], model))
        for n, message in enumerate(messages)
        if n in violations
    ]
    return portion.file, found
