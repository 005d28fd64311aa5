"""The same work by one process and by two: a set of messages validated, with all rules."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.work import Run, WrongAnswerError, part
from clingen_ld import ValidationOptions, load_model
from clingen_ld.bulk.validating import validate


def by_processes(number: int, corpus: Path, limit: int) -> Run:
    """Validate a corpus, as `clingen-ld validate --jobs` does; starting processes is part of it."""
    path, documents = part(corpus, limit)
    # In a part of a corpus, references lead nowhere.
    options = ValidationOptions(partial=bool(limit))
    load_model()

    def run() -> int:
        report = validate(path, options, jobs=number)
        if report.findings or report.resources != documents:
            raise WrongAnswerError(f"{len(report.findings)} findings in {report.resources}")
        return documents

    return run


one_process = partial(by_processes, 1)
two_processes = partial(by_processes, 2)
