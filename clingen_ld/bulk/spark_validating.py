"""Validating on a cluster, by Apache Spark: findings and their counts as Parquet.

The rules across resources run in rounds. Each resource is checked with what is known of its
targets: at first nothing. Missing answers to the questions of its rules are fetched by joins, and
the rules run again. Chains of references are short, so there are few rounds. Popular targets, such
as the sequence of a chromosome, are fetched once and distributed by a join, which Spark's adaptive
execution splits if one key has most of the rows.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.bulk.spark_inputs import Batches, Numbered, SparkInputs, file_of, find_inputs, read
from clingen_ld.bulk.spark_session import Files, persisted, spark_failures, spark_session
from clingen_ld.bulk.tables import FINDINGS, Validated, finding_row, schema_of
from clingen_ld.errors import ClingenError, UsageError
from clingen_ld.messages.message import Message
from clingen_ld.model import load_model
from clingen_ld.types import Reference, resource
from clingen_ld.validation.items import check_item
from clingen_ld.validation.rule_registry import AnyEntry, Violation, target_iri
from clingen_ld.validation.session import ValidationOptions, place, rule_violations
from clingen_ld.validation.set_index import MOST_OF_A_KEY
from clingen_ld.validation.set_rows import SetEntry, tree_of

_SIGN: Final = "\x00"
_BY_IRI: Final = "iri"
_BY_KEY: Final = "key"


def asked_iri(iri: str) -> str:
    """The question for the resource of an IRI, as a text."""
    return f"{_BY_IRI}{_SIGN}{iri}"


def asked_key(kind: str, key: str) -> str:
    """The question for the resources under a key, as a text."""
    return f"{_BY_KEY}{_SIGN}{kind}{_SIGN}{key}"


@dataclass(slots=True)
class AskedSet:
    """The known part of a set: the answers to questions; `missing` are unanswered ones.

    The violations are right only if nothing is missing at the end.
    """

    base: str
    answers: Mapping[str, Sequence[AnyEntry]]
    missing: dict[str, None] = field(default_factory=dict)

    def get(self, iri: str) -> AnyEntry | None:
        """See `ResourceSet`."""
        found = self._answer(asked_iri(iri))
        return found[0] if found else None

    def target(self, reference: Reference) -> AnyEntry | None:
        """See `ResourceSet`."""
        iri = target_iri(reference, self.base)
        return self.get(iri) if iri is not None else None

    def keyed(self, kind: str, key: str) -> list[AnyEntry]:
        """See `ResourceSet`."""
        return list(self._answer(asked_key(kind, key)))

    def may_mention(self, _: str) -> bool:
        """See `ResourceSet`; unknown here."""
        return True

    may_have_id = may_mention

    def _answer(self, question: str) -> Sequence[AnyEntry]:
        found = self.answers.get(question)
        if found is None:
            self.missing[question] = None
            return ()
        return found


RESOURCES: Final = (
    "number long, iri string, file string, tree binary, part boolean, keys array<string>"
)
"""The table of resources, with the number of each in input order, and its keys as the questions
that they answer."""

_LOOKED_AT: Final = (
    "number long, iri string, file string, tree binary, known binary, asked array<string>, "
    "violations binary"
)
_ENTRY: Final = ("number", "iri", "file", "tree")
_MOST_ROUNDS: Final = 32


def violations(resources: Any, options: ValidationOptions) -> Any:
    """A table of number and violations (pickled), for the resources with violations."""
    from pyspark.sql.functions import array, lit

    look = _Look(options)
    waiting = resources.select(*_ENTRY, lit(None).cast("binary").alias("known"),
                               array().cast("array<binary>").alias("answers"))  # fmt: skip
    found = None
    for _ in range(_MOST_ROUNDS):
        # Materialized, since the query plans of many rounds would grow without bound.
        looked_at = waiting.mapInArrow(look, _LOOKED_AT).checkpoint()
        done = looked_at.where("violations IS NOT NULL").select("number", "violations")
        found = done if found is None else found.unionByName(done)
        rest = looked_at.where("size(asked) > 0")
        if rest.isEmpty():
            return found
        waiting = _answered(rest, resources)
    raise ClingenError("the rules across resources ask ever more; this is a fault of the tool")


def _answered(rest: Any, resources: Any) -> Any:
    """The resources to check again, with the answers to their questions."""
    from pyspark.sql.functions import collect_list, explode

    questions = rest.select("number", explode("asked").alias("asked"))
    answers = _answers(questions.select("asked").distinct(), resources)
    given = questions.join(answers, "asked").groupBy("number")
    collected = given.agg(collect_list("answer").alias("answers"))
    return rest.select(*_ENTRY, "known").join(collected, "number")


def _answers(questions: Any, resources: Any) -> Any:
    """Each question with its answer: the entries, pickled; perhaps none."""
    from pyspark.sql import Window, functions

    by_iri = resources.select(
        functions.concat(functions.lit(asked_iri("")), "iri").alias("asked"),
        "part",
        *_ENTRY,
        functions.lit(1).alias("most"),
    )
    by_key = resources.where("NOT part").select(
        functions.explode("keys").alias("asked"),
        "part",
        *_ENTRY,
        functions.lit(MOST_OF_A_KEY).alias("most"),
    )
    order = Window.partitionBy("asked").orderBy("part", "number")
    entries = by_iri.unionByName(by_key).join(questions, "asked", "left_semi")
    ranked = entries.withColumn("rank", functions.row_number().over(order)).where("rank <= most")
    entry = functions.struct("rank", *_ENTRY)
    grouped = ranked.groupBy("asked").agg(
        functions.sort_array(functions.collect_list(entry)).alias("entries")
    )
    every = questions.join(grouped, "asked", "left")
    return every.mapInArrow(_compressed, "asked string, answer binary")


def _compressed(batches: Batches) -> Iterator[Any]:
    import pyarrow

    for batch in batches:
        asked, entries = (column.to_pylist() for column in batch.columns)
        answers = [
            pickle.dumps((question, [tuple(e[name] for name in _ENTRY) for e in found or ()]))
            for question, found in zip(asked, entries, strict=True)
        ]
        yield pyarrow.record_batch(
            [pyarrow.array(asked, pyarrow.string()), pyarrow.array(answers, pyarrow.binary())],
            ["asked", "answer"],
        )


class _Look:
    """Runs the rules of resources with the known part of the set, in a Spark process."""

    def __init__(self, options: ValidationOptions) -> None:
        self._options = options

    def __call__(self, batches: Batches) -> Iterator[Any]:
        """Record batches of the results."""
        import pyarrow

        schema = schema_of(_LOOKED_AT)
        for batch in batches:
            rows = [self._row(row) for row in batch.to_pylist()]
            yield pyarrow.RecordBatch.from_pylist(rows, schema)

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        known: dict[str, list[tuple[int, str, str, bytes]]] = {}
        if row["known"] is not None:
            known = pickle.loads(row["known"])
        known.update(map(pickle.loads, row["answers"] or ()))
        answers = {question: [_entry(*one) for one in found] for question, found in known.items()}
        entry = _entry(*(row[name] for name in _ENTRY))
        asked = AskedSet(self._options.read.base, answers)
        found = rule_violations([entry], asked, self._options, None)
        if asked.missing:
            kept = {name: row[name] for name in _ENTRY}
            return kept | {"known": pickle.dumps(known), "asked": list(asked.missing)}
        return {
            "number": row["number"],
            "asked": [],
            "violations": pickle.dumps(found[entry.number]) if found else None,
        }


def _entry(number: int, iri: str, file: str, tree: bytes) -> AnyEntry:
    return SetEntry(number, iri, resource(tree_of(tree)), file)


_CHECKED: Final = f"{RESOURCES}, findings binary"
_ORDER: Final = ("across", "number", "nth")
"""The sort key for findings at one place."""
_PLACED: Final = f"place long, {' long, '.join(_ORDER)} long, {FINDINGS}"


def validate(
    inputs: Iterable[str],
    output: str,
    options: ValidationOptions | None = None,
    *,
    master: str | None = None,
) -> Validated:
    """Validate files of any Hadoop file system as one set of resources.

    A new folder gets `findings`, the findings in the order of input, and `counts`, how many there
    are of each rule and severity; it is there when both are whole. The findings are those of
    `clingen_ld.validate`. Raises `InputError` for inputs that do not exist and an output that does,
    `UsageError` for what a cluster does not do (`sequences`, `shapes`, `against`, `elsewhere`) and
    without PySpark, and `ClusterError` when Spark fails.
    """
    chosen = (options or ValidationOptions()).recovering()
    if chosen.sequences or chosen.shapes or chosen.against or chosen.elsewhere:
        raise UsageError(
            "sequences, shapes and other inputs that references lead to are for one machine: "
            "validate there, or without them"
        )
    with spark_session(master) as session, spark_failures():
        found = find_inputs(inputs, session, chosen.read)
        with persisted() as persist, Files(session).whole(output) as folder:
            return _SparkValidation(found, session, chosen, persist).write(folder)


class _SparkValidation:
    """A validation in progress."""

    def __init__(
        self,
        inputs: SparkInputs,
        session: Any,
        options: ValidationOptions,
        persist: Callable[[Any], Any],
    ) -> None:
        self._inputs = inputs
        self._session = session
        self._options = options
        self._persist = persist

    def write(self, folder: str) -> Validated:
        """Write the findings into a folder."""
        rounds = f"{folder}/_rounds"
        self._session.sparkContext.setCheckpointDir(rounds)
        done = self._write(folder)
        Files(self._session).remove(rounds)
        return done

    def _write(self, folder: str) -> Validated:
        from pyspark.sql.functions import count

        checked = self._persist(read(self._inputs, self._session, _check, _CHECKED))
        findings = self._persist(self._findings(checked))
        _in_order(findings).drop("place", "first").write.parquet(f"{folder}/findings")
        counted = findings.groupBy("rule", "severity").agg(count("*").alias("number"))
        counts = self._persist(counted.orderBy("rule", "severity").coalesce(1))
        counts.write.parquet(f"{folder}/counts")
        numbers = {(row["rule"], row["severity"]): row["number"] for row in counts.collect()}
        resources = checked.where("iri IS NOT NULL").count()
        settings = self._options.configuration.file
        return Validated(len(self._inputs.files), resources, numbers, settings)

    def _findings(self, checked: Any) -> Any:
        """The distinct findings, after the settings are applied."""
        from pyspark.sql import functions
        from pyspark.sql.functions import lit

        columns = "number", "findings"
        own = checked.where("findings IS NOT NULL").select(lit(0).alias("across"), *columns)
        resources = checked.where("iri IS NOT NULL").select(
            "number", "iri", "file", "tree", "part", "keys"
        )
        across = self._persist(violations(resources, self._options))
        every = own
        if not across.isEmpty():
            # Violated rules are few, so every process gets all of them.
            broken = {row.number: pickle.loads(row.violations) for row in across.toLocalIterator()}
            work = _Placing(broken)
            placed = read(self._inputs, self._session, work, "number long, findings binary", across)
            every = own.unionByName(placed.select(lit(1).alias("across"), *columns))
        rows = every.mapInArrow(_Rows(self._options), _PLACED)
        # Each once, at its first position.
        named = [name for name in rows.columns if name not in _ORDER]
        return rows.groupBy(*named).agg(functions.min(functions.struct(*_ORDER)).alias("first"))


def _in_order(findings: Any) -> Any:
    """Findings in the order of `clingen_ld.validation.session`."""
    from pyspark.sql.functions import col, when

    resource = when(col("line").isNull(), col("resource")).otherwise("")
    return findings.orderBy("place", "line", "column", resource, "rule", "first")


def _check(items: Iterable[Numbered]) -> Iterator[Any]:
    """Record batches of checked resources, in a Spark process."""
    model, rows = load_model(), []
    for number, item in items:
        row, findings, *_ = check_item(item, model)
        found: dict[str, Any] = {"number": number}
        if row is not None:
            tree = row.tree.encode() if isinstance(row.tree, str) else row.tree
            keys = [asked_key(*key) for key in row.keys]
            found |= {"iri": row.iri, "file": row.file, "tree": tree, "part": row.is_part}
            found["keys"] = keys
        if findings:
            found["findings"] = pickle.dumps(findings)
        rows.append(found)
        if len(rows) >= _ROWS:
            yield _batch(rows, _CHECKED)
            rows = []
    yield _batch(rows, _CHECKED)


_ROWS: Final = 1000


def _batch(rows: list[dict[str, Any]], columns: str) -> Any:
    import pyarrow

    return pyarrow.RecordBatch.from_pylist(rows, schema_of(columns))


class _Placing:
    """Finds the positions of violations across resources, in a Spark process."""

    def __init__(self, broken: dict[int, list[Violation]]) -> None:
        self._broken = broken

    def __call__(self, items: Iterable[Numbered]) -> Iterator[Any]:
        """Record batches of numbers and findings."""
        model = load_model()
        rows = [
            {"number": n, "findings": pickle.dumps(place(item, self._broken[n], model))}
            for n, item in items
            if n in self._broken and isinstance(item, Message)
        ]
        yield _batch(rows, "number long, findings binary")


class _Rows:
    """Makes rows of findings, in a Spark process."""

    def __init__(self, options: ValidationOptions) -> None:
        self._configuration = options.configuration

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Record batches of findings with the indexes of their files."""
        for batch in batches:
            columns = (column.to_pylist() for column in batch.columns)
            rows = [
                {"place": file_of(number), "across": across, "number": number, "nth": nth}
                | finding_row(wanted)
                for across, number, findings in zip(*columns, strict=True)
                for nth, finding in enumerate(pickle.loads(findings))
                if (wanted := self._configuration.apply(finding)) is not None
            ]
            yield _batch(rows, _PLACED)
