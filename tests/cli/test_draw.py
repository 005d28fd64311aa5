"""`clingen-ld draw`: files, folders, standard output, and what cannot be drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import call
from tests.console import ROOT

BRCA1 = str(ROOT / "examples" / "brca1")
ILK = str(ROOT / "examples" / "ilk")


def test_the_one_canonical_allele_of_an_input_is_drawn() -> None:
    ran = call("draw", ILK)
    assert ran.code == 0
    assert ran.out.startswith("<svg ")
    assert "CA101: NM_001014794.2:c.448+13A&gt;G" in ran.out


@pytest.mark.slow
def test_a_file_in_the_format_of_its_name(tmp_path: Path) -> None:
    for name, start in (("a.svg", b"<svg"), ("a.PNG", b"\x89PNG")):
        assert call("draw", BRCA1, "--id", "CA201", "-o", str(tmp_path / name)).code == 0
        assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.slow
def test_a_folder_gets_a_picture_of_each_allele(tmp_path: Path) -> None:
    ran = call("draw", ILK, "-o", f"{tmp_path}/new/", "--as", "png")
    assert (ran.code, ran.out) == (0, "5 pictures\n")
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == ["CA101.png", "XA101.png", "XA102.png", "XA103.png", "XA104.png"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((BRCA1,), "the input has 28 alleles (CA201, CA202, CA211, …): name one with --id"),
        ((BRCA1, "--id", "CA9"), "the input has no allele with the id CA9"),
        ((BRCA1, "--id", "CA201", "-o", "a.gif"), "a.gif: a picture is written as .svg or .png"),
        ((f"{ILK}/GENE101.json",), "the input has no allele to draw"),
        ((f"{ILK}/GENE101.json", "-o", "new/"), "the input has no allele to draw"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = call("draw", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert not list(tmp_path.iterdir())


def test_the_rest_of_an_unreadable_input_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"resourceType": "Gene",')
    ran = call("draw", ILK, str(tmp_path / "bad.json"), "-o", str(tmp_path / "a.svg"))
    assert ran.code == 1
    assert "bad.json" in ran.err
    assert (tmp_path / "a.svg").exists()
