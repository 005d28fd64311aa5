"""The rules across resources on a cluster, in rounds.

Each resource is looked at with what is known of those that it refers to: at first nothing. What
its rules asked and nobody answered is fetched, by joins, and they are run again. References lead
few steps far, so that there are few rounds. What very many ask, such as the sequence of a
chromosome, is fetched once, and handed to them by a join that Spark's adaptive execution splits
where one key has most of the rows.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.bulk.spark_inputs import Batches
from clingen_ld.errors import ClingenError
from clingen_ld.types import Reference, resource
from clingen_ld.validation.rule_registry import AnyEntry, target_iri
from clingen_ld.validation.session import ValidationOptions, rule_violations
from clingen_ld.validation.set_index import MOST_OF_A_KEY, SetEntry, tree_of

_SIGN = "\x00"
_BY_IRI, _BY_KEY = "iri", "key"


def asked_iri(iri: str) -> str:
    """The question for the resource of an IRI, as a text."""
    return f"{_BY_IRI}{_SIGN}{iri}"


def asked_key(kind: str, key: str) -> str:
    """The question for the resources under a key, as a text."""
    return f"{_BY_KEY}{_SIGN}{kind}{_SIGN}{key}"


@dataclass(slots=True)
class AskedSet:
    """What is known of a set: the answers to questions; `missing` are those without one.

    What rules find is right only when nothing is missing at the end.
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

    def _answer(self, question: str) -> Sequence[AnyEntry]:
        found = self.answers.get(question)
        if found is None:
            self.missing[question] = None
            return ()
        return found


RESOURCES: Final = (
    "number long, iri string, file string, tree binary, part boolean, keys array<string>"
)
"""The table of resources: with the number of each in the order of input, and its keys as the
questions that they answer (`clingen_ld.bulk.spark_rules`)."""

_LOOKED_AT: Final = (
    "number long, iri string, file string, tree binary, known binary, asked array<string>, "
    "violations binary"
)
_ENTRY: Final = ("number", "iri", "file", "tree")
_MOST_ROUNDS: Final = 32


def violations(resources: Any, options: ValidationOptions) -> Any:
    """A table of number and violations (pickled), of the resources that break any rule."""
    from pyspark.sql.functions import array, lit

    look = _Look(options)
    waiting = resources.select(*_ENTRY, lit(None).cast("binary").alias("known"),
                               array().cast("array<binary>").alias("answers"))  # fmt: skip
    found = None
    for _ in range(_MOST_ROUNDS):
        # Written down, since the plans of rounds upon rounds would grow beyond all bounds.
        looked_at = waiting.mapInArrow(look, _LOOKED_AT).checkpoint()
        done = looked_at.where("violations IS NOT NULL").select("number", "violations")
        found = done if found is None else found.unionByName(done)
        rest = looked_at.where("size(asked) > 0")
        if rest.isEmpty():
            return found
        waiting = _answered(rest, resources)
    raise ClingenError("the rules across resources ask ever more; this is a fault of the tool")


def _answered(rest: Any, resources: Any) -> Any:
    """What is looked at once more, with the answers to what it asked."""
    from pyspark.sql.functions import collect_list, explode

    questions = rest.select("number", explode("asked").alias("asked"))
    answers = _answers(questions.select("asked").distinct(), resources)
    given = questions.join(answers, "asked").groupBy("number")
    collected = given.agg(collect_list("answer").alias("answers"))
    return rest.select(*_ENTRY, "known").join(collected, "number")


def _answers(questions: Any, resources: Any) -> Any:
    """Each question with its answer: the entries that were asked for, pickled; perhaps none."""
    from pyspark.sql import Window, functions

    by_iri = resources.select(
        functions.concat(functions.lit("iri\0"), "iri").alias("asked"),
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
    """Runs the rules of resources with what is known, in a process of Spark's."""

    def __init__(self, options: ValidationOptions) -> None:
        self._options = options

    def __call__(self, batches: Batches) -> Iterator[Any]:
        """Record batches of what came of it."""
        import pyarrow

        from clingen_ld.bulk.tables import schema_of

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
