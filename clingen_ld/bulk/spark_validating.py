"""Validating on a cluster, by Apache Spark: findings and their counts as Parquet."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from clingen_ld.bulk.spark_inputs import Numbered, SparkInputs, find_inputs, read
from clingen_ld.bulk.spark_rules import RESOURCES, asked_key, violations
from clingen_ld.bulk.spark_session import Files, persisted, spark_failures, spark_session
from clingen_ld.bulk.tables import FINDINGS, Validated, finding_row
from clingen_ld.errors import UsageError
from clingen_ld.messages.message import Message
from clingen_ld.model import load_model
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.session import ValidationOptions, check_item, place

_CHECKED: Final = f"{RESOURCES}, findings binary"
_ORDER: Final = ("across", "number", "nth")
"""What says which of the findings at one place was found first."""
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
    """A validation on its way."""

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
        """Write what is found into a folder."""
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
        """The findings as the configuration wants them, each once."""
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
            # Broken rules are few, so that each place gets all of them.
            broken = {row.number: pickle.loads(row.violations) for row in across.toLocalIterator()}
            work = _Placing(broken)
            placed = read(self._inputs, self._session, work, "number long, findings binary", across)
            every = own.unionByName(placed.select(lit(1).alias("across"), *columns))
        rows = every.mapInArrow(_Rows(self._options), _PLACED)
        # Each once, where it was found first.
        named = [name for name in rows.columns if name not in _ORDER]
        return rows.groupBy(*named).agg(functions.min(functions.struct(*_ORDER)).alias("first"))


def _in_order(findings: Any) -> Any:
    """Findings as `clingen_ld.validation.session` puts them in order."""
    from pyspark.sql.functions import col, when

    resource = when(col("line").isNull(), col("resource")).otherwise("")
    return findings.orderBy("place", "line", "column", resource, "rule", "first")


def _check(items: Iterable[Numbered]) -> Iterator[Any]:
    """Record batches of checked resources, in a process of Spark's."""
    model, rows = load_model(), []
    for number, item in items:
        row, findings, _ = check_item(item, model)
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

    from clingen_ld.bulk.tables import schema_of

    return pyarrow.RecordBatch.from_pylist(rows, schema_of(columns))


class _Placing:
    """Finds the places of what is broken across resources, in a process of Spark's."""

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
    """Makes rows of findings, in a process of Spark's."""

    def __init__(self, options: ValidationOptions) -> None:
        self._configuration = options.configuration

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Record batches of findings with the places of their files."""
        from clingen_ld.bulk.spark_inputs import file_of

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
