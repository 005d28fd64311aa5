"""Documents that hold no message of any form: what they are, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from clingen_ld.model import Model
from clingen_ld.suggestions import nearest

_NEAR: Final = 0.7
_SHOWN: Final = 6
_LONGEST: Final = 40


def known_resource_type(name: str, model: Model) -> str | None:
    """The resource type that an unknown one may mean: by a former name, or by its letters.

    >>> from clingen_ld.model import load_model
    >>> known_resource_type("SimpleAllele", load_model())
    'ContextualAllele'
    """
    former = {old: t.name for t in model.resources.values() for old in t.former_names}
    found = nearest(name, (*former, *model.resources), _NEAR)
    return former.get(found, found) if found is not None else None


def described(value: Mapping[str, Any]) -> str:
    """What a JSON object that is no message is: a known kind of document, else its keys.

    >>> described({"status": 404, "error": "Not Found"})
    'what looks like the error of a server: 404 Not Found'
    """
    for is_kind, what in _KINDS:
        if is_kind(value):
            return what
    if (said := _server_error(value)) is not None:
        return f"what looks like the error of a server: {said}"
    keys = [key if len(key) <= _LONGEST else f"{key[:_LONGEST]}..." for key in value]
    return f"an object with {', '.join(keys[:_SHOWN]) or 'nothing'}"


def _server_error(value: Mapping[str, Any]) -> str | None:
    """The status and words of an error as servers send it in JSON, or None."""
    status = next((value[k] for k in ("status", "statusCode", "code") if k in value), None)
    has_words = any(isinstance(value.get(k), str) for k in ("error", "message", "detail", "title"))
    if not has_words or not isinstance(status, int) or not 400 <= status < 600:
        return None
    from http import HTTPStatus

    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _objects_at(*keys: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda value: all(isinstance(value.get(key), dict) for key in keys)


def _is_linked_data_hub(value: Mapping[str, Any]) -> bool:
    data = value.get("data", value)
    one = data[0] if isinstance(data, list) and data else data
    return isinstance(one, dict) and "entId" in one and "entType" in one


def _is_refsnp(value: Mapping[str, Any]) -> bool:
    return "refsnp_id" in value and "primary_snapshot_data" in value


def _is_spdi(value: Mapping[str, Any]) -> bool:
    data = value.get("data", value)
    return isinstance(data, dict) and ("spdis" in data or {"seq_id", "position"} <= data.keys())


def _is_my_variant(value: Mapping[str, Any]) -> bool:
    name = value.get("_id")
    return isinstance(name, str) and name.startswith("chr") and ":" in name


def _is_effect_prediction(value: Mapping[str, Any]) -> bool:
    return "most_severe_consequence" in value


_KINDS: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], str], ...]] = (
    (
        _objects_at("sequenceReference", "location", "allele"),
        "a ClinVar-GKS bundle (sections of objects that refer to each other, which are not read)",
    ),
    (_is_linked_data_hub, "a document of ClinGen's Linked Data Hub, which is not read"),
    (_is_refsnp, "a RefSNP record of dbSNP, which is not read"),
    (_is_spdi, "a reply in SPDI notation, which is not read"),
    (_is_my_variant, "a MyVariant.info record, which is not read"),
    (_is_effect_prediction, "a prediction of Ensembl VEP, which is not read"),
)
"""Documents about alleles that are widely used and are not read."""
