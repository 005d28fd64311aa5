"""Files that are named by the id of their resource, or by another id."""

from __future__ import annotations

import pytest

from clingen_ld.validation.rules.file_names import NAMED_FILE, OTHER_FILE, file_keys, file_name


@pytest.mark.parametrize(
    ("file", "keys"),
    [
        ("XA324.json", [(NAMED_FILE, "XA0")]),
        ("folder/XA324-second.json", [(NAMED_FILE, "XA0")]),
        ("folder\\XA324_b.json", [(NAMED_FILE, "XA0")]),
        ("XA325.json", [(OTHER_FILE, "XA325")]),
        ("XA3245.json", [(OTHER_FILE, "XA3245")]),
        ("chunk12.ndjson", []),
        ("alleles.json", []),
        ("2024-12-01.json", []),
        ("", []),
    ],
)
def test_the_name_of_a_file(file: str, keys: list[tuple[str, str]]) -> None:
    assert list(file_keys("XA324", file)) == keys


def test_an_id_that_is_like_none_says_nothing() -> None:
    assert list(file_keys("allele", "XA324.json")) == []


def test_the_name_is_without_its_folders() -> None:
    assert file_name("a/b\\c.json") == "c.json"
