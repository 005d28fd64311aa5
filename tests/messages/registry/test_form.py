"""Which objects are replies of the registry."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.forms import object_form


@pytest.mark.parametrize(
    "more", [{"@graph": []}, {"http://e/p": [{"@value": 1}]}, {"@reverse": {}}, {"@type": ["a"]}]
)
def test_a_graph_or_node_with_the_name_of_an_allele_is_no_reply_of_the_registry(
    more: dict[str, Any],
) -> None:
    name = "http://reg.genome.network/allele/CA1"
    assert object_form({"@id": name} | more).name == "json-ld"
