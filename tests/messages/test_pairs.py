"""Any form becomes any other: nothing fails, and what a form makes is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

import clingen_ld
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import ReadOptions
from tests.console import ROOT

EXAMPLES = {
    "resource-json": "examples/brca1",
    "resource-xml": "examples/ilk",
    "registry": "examples/registry",
    "interpretation": "examples/interpretation",
    "vcf": "docs/variants.vcf",
}
"""Examples of forms; those of the others are made of them."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file or folder of every form."""
    folder = tmp_path_factory.mktemp("forms")
    found = {form: ROOT / place for form, place in EXAMPLES.items()}
    for form in FORMS.keys() - found.keys():
        found[form] = folder / f"alleles{FORMS[form].extension}"
        clingen_ld.convert(ROOT / "examples" / "registry", form, found[form])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("to", FORMS)
@pytest.mark.parametrize("given", FORMS)
def test_any_form_becomes_any_other(
    given: str, to: str, texts: dict[str, Path], tmp_path: Path
) -> None:
    made = clingen_ld.convert(
        texts[given], to, tmp_path / "made", options=ReadOptions(assembly="GRCh38")
    )
    assert made.problems == []
    assert made.resources > 0
    back = clingen_ld.convert(tmp_path / "made", "resource-json")
    assert [p for p in back.problems if p.rule != "ST-11"] == []
    assert (back.resources > 0) == bool((tmp_path / "made").read_bytes())
