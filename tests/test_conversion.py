"""Conversions with very many problems and losses: told as they come, kept up to a number."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from clingen_ld import conversion, convert
from clingen_ld.bulk.converting import convert as convert_at_once
from clingen_ld.cli import convert as cli_converting
from clingen_ld.conversion import KEPT, Conversion
from clingen_ld.messages.losses import Loss
from clingen_ld.messages.message import Problem
from tests.cli.running import call

Convert = Callable[..., Conversion]

ALONE: Convert = convert
RIGHT = '{"resourceType": "Gene", "id": "G1"}\n'


def TWO(*args: object, **options: object) -> Conversion:  # noqa: N802
    return convert_at_once(*args, jobs=2, **options)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("way", [ALONE, TWO])
def test_problems_are_kept_up_to_a_number(way: Convert, tmp_path: Path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_text(RIGHT + "{\n" * (KEPT + 7))
    told: list[Problem | Loss] = []
    result = way(path, "nquads", tmp_path / "out.nq", report=told.append)
    assert (len(result.problems), result.problem_count) == (KEPT, KEPT + 7)
    assert [problem.line for problem in result.problems] == list(range(2, KEPT + 2))
    assert told[:KEPT] == result.problems
    assert len(told) == KEPT + 7


@pytest.mark.parametrize("way", [ALONE, TWO])
def test_few_are_all_kept(way: Convert, tmp_path: Path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_text(RIGHT + "{\n" * 3)
    result = way(path, "nquads")
    assert (len(result.problems), result.problem_count, result.loss_count) == (3, 3, 0)


def vcf_losses(examples: Path, **options: object) -> Conversion:
    return convert(examples / "brca1", "vcf", io.BytesIO(), **options)  # type: ignore[arg-type]


def test_losses_are_kept_up_to_a_number(examples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole: list[Problem | Loss] = []
    result = vcf_losses(examples, report=whole.append)
    assert whole == result.losses
    assert result.loss_count == len(whole) > 5
    monkeypatch.setattr(conversion, "KEPT", 5)
    result = vcf_losses(examples)
    assert (result.losses, result.loss_count) == (whole[:5], len(whole))


def test_problems_are_told_when_they_are_met(tmp_path: Path) -> None:
    """Before what follows is read."""
    path = tmp_path / "bad.ndjson"
    path.write_text(RIGHT + "{\n" + RIGHT + "{\n")
    steps: list[str] = []
    convert(
        path,
        "nquads",
        progress=lambda item: steps.append("Problem" if isinstance(item, Problem) else "Message"),
        report=lambda met: steps.append("told"),
    )
    assert steps == ["Message", "Problem", "told", "Message", "Problem", "told"]


# --- on the command line ------------------------------------------------------------------------


def test_all_problems_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (conversion, cli_converting):
        monkeypatch.setattr(module, "KEPT", 20)
    path = tmp_path / "bad.ndjson"
    path.write_text(RIGHT + "{\n" * 27)
    outcome = call("convert", path, "--to", "nquads")
    assert outcome.code == 1
    lines = outcome.err.splitlines()
    assert len(lines) == 27
    assert lines[-1].startswith(f"{path}:28:")


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[[list[Loss]], list[str]]:
    def say(losses: list[Loss]) -> list[str]:
        teller = cli_converting.ProblemReporter("vrs")
        for loss in losses:
            teller(loss)
        assert teller.end() == 0
        teller.close()
        return capsys.readouterr().err.splitlines()

    return say


def test_few_losses_are_said_one_by_one(said: Callable[[list[Loss]], list[str]]) -> None:
    losses = [Loss("f", f"http://x/{n}", f"/alleleName/{n}") for n in range(3)]
    assert said(losses) == [
        f"clingen-ld: f: http://x/{n}: /alleleName/{n} cannot be carried by vrs" for n in range(3)
    ]


def test_many_losses_are_said_together(said: Callable[[list[Loss]], list[str]]) -> None:
    losses = [Loss("f", f"http://x/{n % 4}", f"/alleleName/{n}") for n in range(100)]
    losses += [Loss("f", "http://x/1", f"/related/{n}") for n in range(4)]
    assert said(losses) == [
        "clingen-ld: /alleleName/* of 4 resources, such as http://x/0, cannot be carried by vrs",
        "clingen-ld: /related/* of http://x/1 cannot be carried by vrs",
    ]


def test_losses_of_very_many_kinds_are_said_at_once(
    said: Callable[[list[Loss]], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_converting, "KEPT", 2)
    found = said([Loss("", "http://x/1", f"/kind{n}") for n in (1, 2, 3, 1)])
    assert [line.split()[2] for line in found] == ["/kind3", "/kind1", "/kind1", "/kind2"]
