"""Validation: every finding in the inputs, with its position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Unpack, cast

from clingen_ld.display import count
from clingen_ld.findings.finding import Finding
from clingen_ld.messages.empty_files import no_resource
from clingen_ld.messages.fast_path import in_groups
from clingen_ld.messages.message import (
    READING,
    Item,
    Message,
    NoText,
    Problem,
    Reading,
    ReadOptions,
    SplitGraphError,
)
from clingen_ld.messages.reading import read_inputs, with_inputs
from clingen_ld.messages.text.inputs import (
    Document,
    Inputs,
    MemoryInputs,
    PathName,
    given_inputs,
    given_paths,
)
from clingen_ld.messages.text.kept_inputs import Unchanged, kept_inputs, refuse_repeated
from clingen_ld.model import Model, Normal, TypedRecord, load_model, reference_iri
from clingen_ld.suggestions import refuse_unknown
from clingen_ld.types import ContextualAllele, resource
from clingen_ld.validation.checking import finding_of, listed, problem_finding, surely_meant
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.corrections import as_given
from clingen_ld.validation.items import CheckedItem, check_item, check_items, is_right
from clingen_ld.validation.judge import Judge
from clingen_ld.validation.report import Findings, Report
from clingen_ld.validation.rule_registry import (
    AnyEntry,
    ResourceSet,
    Violation,
    Violations,
    of_type,
    set_rules,
)
from clingen_ld.validation.rules.coordinates import check_sequences, decided
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.set_rows import SetEntry, record_of, row_of
from clingen_ld.validation.suspects import Rules
from clingen_ld.variation.sequences import SequenceSource, open_sequences

KEPT_MESSAGES = 1_000
"""The maximum number of messages kept for positioning the findings of the rules across resources;
of a larger set, the files with such findings are read again. To keep ten times as many takes a
tenth of the time of right ones, and 18 MB, as all that follows has memory that is not at hand."""
_KEPT_SIZE = 64 << 20
"""The maximum total size of these messages in bytes."""


@dataclass(frozen=True, slots=True)
class ValidationOptions:
    """Options of a validation.

    `partial`: the set is known to be incomplete, so references need not resolve. `against`: inputs
    that references may point to, which are not checked themselves. `sequences`: a FASTA file or
    SeqRepo folder to check alleles against. `shapes`: SHACL shapes of the user's own. `elsewhere`:
    a function from an IRI to a resource or None, for references outside the inputs.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    partial: bool = False
    against: tuple[PathName | Document, ...] = ()
    sequences: PathName | None = None
    shapes: tuple[PathName, ...] = ()
    configuration: Configuration = field(default_factory=Configuration)
    elsewhere: Callable[[str], dict[str, Any] | None] | None = None

    def recovering(self) -> ValidationOptions:
        """These options, with reading of JSON continued after syntax errors, to find all of
        them."""
        return replace(self, read=replace(self.read, recover=True, checked=True))

    def among(self, inputs: Sequence[PathName | Document]) -> ValidationOptions:
        """These options, for the resources in the inputs."""
        return replace(self, read=with_inputs(self.read, [*inputs, *self.against]))


class Validating(Reading, total=False):
    """The options of a validation as keyword arguments: those of `ValidationOptions`."""

    partial: bool
    against: MemoryInputs
    sequences: PathName | None
    shapes: Inputs
    configuration: Configuration
    elsewhere: Callable[[str], dict[str, Any] | None] | None


def validate(
    inputs: MemoryInputs,
    options: ValidationOptions | None = None,
    *,
    progress: Callable[[Item], None] | None = None,
    **keywords: Unpack[Validating],
) -> Report:
    """Validate files, folders, standard input (`-`) and messages in memory as one set.

    A message in memory is a dict, a list of dicts, bytes, or a text as `Document(text)`. Further
    keywords are those of `ValidationOptions` and `ReadOptions`, and win over `options`.

    `progress` is called with every message or problem that is read. Raises `InputError` when
    an input does not exist, cannot be read, or changes in the meantime.
    """
    given = given_inputs(inputs)
    chosen = with_keywords(options or ValidationOptions(), keywords).recovering()
    model = load_model()
    documents = {one.name: one for one in given if isinstance(one, Document)}
    refuse_repeated(_paths_of(given), _paths_of(chosen.against))
    with (
        kept_inputs(_paths_of(given)) as (paths, shown),
        kept_inputs(_paths_of(chosen.against)) as (others, _),
    ):
        files = Unchanged(paths, shown, chosen.read.exclude)
        all_of_them = _with_paths(given, paths)
        chosen = replace(chosen, against=_with_paths(chosen.against, others)).among(all_of_them)
        for once in (True, False):  # which fails where N-Quads turn out not to be grouped
            chosen = replace(chosen, read=replace(chosen.read, once=once))
            with suppress(SplitGraphError):
                items = read_inputs(all_of_them, chosen.read, model)
                report = validate_items(items, chosen, model, progress, documents=documents)
                break
        report = with_empty_run(report, [*documents, *paths], chosen)
        files.check()
    return report.shown_as(shown)


def _paths_of(given: Iterable[PathName | Document]) -> list[PathName]:
    return [one for one in given if not isinstance(one, Document)]


def _with_paths(
    given: Iterable[PathName | Document], paths: Iterable[str]
) -> tuple[PathName | Document, ...]:
    """The inputs, with some paths replaced."""
    others = iter(paths)
    return tuple(one if isinstance(one, Document) else next(others) for one in given)


def with_keywords(options: ValidationOptions, keywords: Validating) -> ValidationOptions:
    """The options, with some replaced. Raises `TypeError` for others, and for an unknown name."""
    if not isinstance(options, ValidationOptions):
        raise TypeError(
            f"expected ValidationOptions, not {type(options).__name__}: "
            "options of reading are keywords, such as form=..."
        )
    given = cast(dict[str, Any], keywords)
    for name in given.keys() & Configuration.__dataclass_fields__.keys():
        if name not in Validating.__optional_keys__:
            raise TypeError(f"{name} is a setting: configuration=Configuration({name}=…)")
    refuse_unknown(given, Validating.__optional_keys__)
    reading = {name: given[name] for name in given if name in READING}
    others = {name: given[name] for name in given if name not in READING}
    if "against" in others:
        others["against"] = tuple(given_inputs(others["against"]))
    if "shapes" in others:
        others["shapes"] = tuple(given_paths(others["shapes"]))
    return replace(options, read=replace(options.read, **reading), **others)


def with_empty_run(report: Report, inputs: Sequence[str], options: ValidationOptions) -> Report:
    """The report of a run, with an error that nothing was found, unless it has one."""
    if options.read.skip_foreign:
        return replace(report, may_be_empty=True)
    if report.resources or report.has("error"):
        return report
    read = f"{count(report.files, 'file')} read"
    problem = no_resource(inputs[0] if len(inputs) == 1 else "", read)
    finding = options.configuration.apply(problem_finding(problem, load_model()))
    return report if finding is None else replace(report, findings=(*report.findings, finding))


def validate_items(
    items: Iterable[Item],
    options: ValidationOptions,
    model: Model,
    progress: Callable[[Item], None] | None = None,
    *,
    placed: bool = True,
    documents: Mapping[str, Document] | None = None,
) -> Report:
    """Validate the items from reading as one set of resources.

    `placed` says that the resources are in files, or in `documents` by name, which are read again
    for the positions of findings if there are too many to keep.
    """
    with closing(_Validation(options, model, placed, documents or {})) as validation:
        for some in in_groups(items):
            if progress is not None:
                for item in some:
                    progress(item)
            validation.add(some)
            del some  # What is freed before the next ones are read gives them memory at hand.
        return validation.finish()


class _Validation:
    def __init__(
        self,
        options: ValidationOptions,
        model: Model,
        placed: bool,
        documents: Mapping[str, Document],
    ) -> None:
        self._options = options
        self._documents = documents
        self._model = model
        self._placed = placed
        self._set = StoredSet(options.read.base, options.elsewhere)
        self._set.gives_decoded = True
        self._judge = Judge(self._set, options.partial)
        self._sequences: SequenceSource | None = None
        if options.sequences is not None:
            self._sequences = open_sequences(options.sequences)
        self._kept: list[Message] | None = [] if placed else None
        self._kept_size = 0
        self._findings = Findings(options.configuration, options.read.base)

    def add(self, some: Sequence[Item]) -> None:
        """Check some items alone, and keep them for the rules across resources."""
        first = len(self._set)
        for item in some:  # in their order, as `_messages` may read the files again
            if isinstance(item, Problem):
                self._findings.note(item.file, (), None)
            else:
                self._findings.note_form(item.file, item.form)
        rows, facts_of_rows, messages = check_items(
            some, self._set.base, self._judge.near, lambda item, at: self._explain(item, first + at)
        )
        self._set.add_rows(rows)
        for number, (row, facts) in enumerate(zip(rows, facts_of_rows, strict=True), first):
            self._judge.add(number, facts, row.name, row.file)
        if self._kept is not None:
            self._kept += messages
            self._kept_size += sum(len(row.tree) for row in rows)
            if len(self._kept) > KEPT_MESSAGES or self._kept_size > _KEPT_SIZE:
                self._kept = None

    def _explain(self, item: Item, number: int) -> CheckedItem:
        """Check an item that may have findings, and record these."""
        at = None if isinstance(item, Problem) else number
        return check_item(
            item, self._model, lambda found: self._findings.note(item.file, (found,), at)
        )

    def finish(self) -> Report:
        """Check the set, and put the findings in the order of files, lines and columns."""
        checked = len(self._set)
        for item in read_inputs(self._options.against, self._options.read, self._model):
            if isinstance(item, Message):
                self._set.add_row(row_of(item, record_of(item)))
        if self._sequences is None:
            suspects = self._judge.suspects(0, checked)
            broken = suspect_violations(suspects, self._set, self._options)
        else:
            entries = self._set.first(checked)
            broken = rule_violations(entries, self._set, self._options, self._sequences)
        violations = with_shapes(broken, self._set, checked, self._options, self._findings)
        if violations:
            for number, message in self._messages(set(violations)):
                found = place(message, violations.pop(number), self._model)
                self._findings.note(message.file, found, number)
            # The position of what the second reading did not return is unknown.
            note_placeless(violations, self._set, self._findings)
        return self._findings.report(checked)

    def close(self) -> None:
        """Close the set."""
        self._set.close()

    def _messages(self, numbers: set[int]) -> Iterator[tuple[int, Message]]:
        """The messages with some numbers, from memory or read again."""
        if self._kept is not None:
            yield from ((number, self._kept[number]) for number in sorted(numbers))
            return
        if not self._placed:
            return
        files = (self._documents.get(name, name) for name in self._findings.files)
        items = read_inputs(files, self._options.read, self._model)
        messages = enumerate(item for item in items if isinstance(item, Message))
        # Nothing is read beyond the last one.
        yield from islice((each for each in messages if each[0] in numbers), len(numbers))


def note_placeless(violations: Violations, resources: StoredSet, findings: Findings) -> None:
    """Add the findings of resources of a set, without their positions in texts."""
    for number, found in violations.items():
        entry = resources.numbered(number)
        kind = str(entry.tree.get("resourceType"))
        message = Message(kind, entry.iri, Normal(entry.tree), NoText(), entry.file)
        findings.note(message.file, place(message, found, load_model()), number)


def rule_violations(
    entries: Iterable[AnyEntry],
    resources: ResourceSet,
    options: ValidationOptions,
    sequences: SequenceSource | None,
) -> Violations:
    """Violations of the rules across resources and of the sequence rules in some entries."""
    found = ((e.number, [*_of_entry(e, resources, options, sequences)]) for e in entries)
    return {number: broken for number, broken in found if broken}


def suspect_violations(
    suspects: Iterable[tuple[int, Rules | None]], resources: StoredSet, options: ValidationOptions
) -> Violations:
    """Violations of the rules across resources in the suspects of a set."""
    found = (
        (number, [*_of_entry(resources.numbered(number), resources, options, None, rules)])
        for number, rules in suspects
    )
    return {number: broken for number, broken in found if broken}


def with_shapes(
    broken: Violations,
    resources: StoredSet,
    checked: int,
    options: ValidationOptions,
    findings: Findings,
) -> Violations:
    """Violations of rules, and then of the user's own shapes, in the order of input."""
    shaped: Violations = {}
    if options.shapes:
        from clingen_ld.validation.shacl.running import shape_findings

        found = shape_findings(resources, checked, options.shapes, load_model())
        findings.note_beside(found.beside)
        shaped = found.violations
    return {
        number: [*broken.get(number, ()), *shaped.get(number, ())]
        for number in sorted({*broken, *shaped})
    }


def _of_entry(
    entry: AnyEntry,
    resources: ResourceSet,
    options: ValidationOptions,
    sequences: SequenceSource | None,
    rules: Rules | None = None,
) -> Iterator[Violation]:
    if entry.record.is_subsetted:
        return  # A partial description conflicts with no other resource.
    found = _of_rules(entry, resources, options, rules)
    if not isinstance(entry.record, TypedRecord) and (found or sequences is not None):
        # A decoded resource has no pointers; the record has.
        entry = SetEntry(entry.number, entry.iri, resource(entry.tree), entry.file)
        found = _of_rules(entry, resources, options, rules)
    allele = of_type(entry, ContextualAllele)
    if sequences is None or allele is None:
        yield from found
        return
    yield from (decided(b, allele, resources, sequences) for b in found)
    yield from check_sequences(allele, resources, sequences)


def _of_rules(
    entry: AnyEntry, resources: ResourceSet, options: ValidationOptions, only: Rules | None
) -> list[Violation]:
    rules = set_rules.get(entry.record.resourceType or "", ())
    asked = (rule for rule in rules if only is None or rule in only)
    found = (violation for rule in asked for violation in rule(entry, resources))
    return [each for each in found if not _may_be_elsewhere(each, options, resources.base)]


def _may_be_elsewhere(violation: Violation, options: ValidationOptions, base: str) -> bool:
    """Whether a violation is about a reference that need not resolve within the set."""
    if violation.rule != "CO-1":
        return False
    target = reference_iri(str(violation.value), base)
    return options.partial or target.startswith(options.configuration.external)


def place(message: Message, violations: Iterable[Violation], model: Model) -> list[Finding]:
    """The findings of the rules across resources in one, whose intended form they checked."""
    layers = [] if is_right(message) else surely_meant(message.normal.tree, model)
    as_said = (as_given(each, layers) for each in violations)
    return list(listed(as_said, lambda violation: finding_of(violation, message, model)))
