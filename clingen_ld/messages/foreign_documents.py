"""Documents that hold no message of any form: what they are, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from clingen_ld.display import abridged
from clingen_ld.model import REGISTRY_ALLELES, Model
from clingen_ld.suggestions import nearest

_NEAR: Final = 0.7
_REGISTRY_CONTEXT: Final = "http://reg.genome.network/schema/allele.jsonld"
_REGISTRY_ALLELE: Final = re.compile(
    r"https?://[^/]{1,99}genome\.network/allele/([CP]A[0-9]{1,19})"
)
_HUB_RECORDS: Final = tuple(
    (key, name, re.compile(rf"https?://(?:www\.)?ncbi\.nlm\.nih\.gov/{path}([0-9]{{1,19}})/?"))
    for key, name, path in (
        ("ClinVarVariations", "variationId", "clinvar/variation/"),
        ("dbSNP", "rs", "snp/(?:rs)?"),
    )
)
"""The records of the Registry that aliases of the Hub are, by their addresses."""
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
    """The description of a JSON object that is not a message: a known kind of document, else its
    keys.

    >>> described({"status": 404, "error": "Not Found"})
    'what looks like the error of a server: 404 Not Found'
    """
    for is_kind, what in _KINDS:
        if is_kind(value):
            return what
    if (said := _server_error(value)) is not None:
        return f"what looks like the error of a server: {said}"
    keys = [abridged(key, _LONGEST) for key in value]
    return f"an object with {', '.join(keys[:_SHOWN])}" if keys else "an empty object"


def wrapper_of(value: Mapping[str, Any]) -> str:
    """What a document is that has alleles inside, in words.

    >>> wrapper_of({"type": "Statement", "proposition": {}})
    'a statement of GA4GH VA-Spec about a variant'
    """
    known = (what for is_kind, what in _KINDS if is_kind(value))
    return re.split(",? \\(|, which", next(known, "a document of another kind"))[0]


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


def _is_linked_data_hub(value: Mapping[str, Any]) -> bool:
    data = value.get("data", value)
    return _is_entity(data[0] if isinstance(data, list) and data else data)


def _is_entity(value: object) -> bool:
    return isinstance(value, dict) and "entId" in value and "entType" in value


def hub_alleles(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The entities of a document of the Linked Data Hub, with their pointers, if any is an allele.

    An allele is given as the Registry reply of its ids: for the Hub it belongs to the Registry, and
    its other links are not part of it.

    >>> hub_alleles({"data": {"entId": "CA9", "entType": "Variant"}})[0][1]["@id"]
    'http://reg.genome.network/allele/CA9'
    """
    data = value.get("data", value)
    several = isinstance(data, list)
    listed = data if isinstance(data, list) else [data]
    at = "/data" if "data" in value else ""
    made = [_hub_reply(each) for each in listed]
    if all(each is None for each in made):
        return []
    return [
        (f"{at}/{n}" if several else at, each if reply is None else reply)
        for n, (each, reply) in enumerate(zip(listed, made, strict=True))
    ]


def _hub_reply(entity: object) -> dict[str, Any] | None:
    """The Registry reply for the ids of an entity; None if it is not an allele."""
    if not isinstance(entity, dict) or not _is_entity(entity):
        return None
    # The id alone may be that of a gene: CA9 is one.
    names = [str(entity.get("entIri"))]
    names += [f"{REGISTRY_ALLELES}{entity['entId']}"] if entity["entType"] == "Variant" else []
    number = next((m[1] for m in map(_REGISTRY_ALLELE.fullmatch, names) if m), None)
    if number is None:
        return None
    records: dict[str, Any] = {}
    aliases = entity.get("entAliases")
    for alias in aliases if isinstance(aliases, list) else ():
        iri = alias.get("iri") if isinstance(alias, dict) else None
        for key, name, form in _HUB_RECORDS:
            found = form.fullmatch(iri) if isinstance(iri, str) else None
            if found:
                records.setdefault(key, []).append({"@id": iri, name: int(found[1])})
    reply = reply_of(f"{REGISTRY_ALLELES}{number}")
    return reply | ({"externalRecords": records} if records else {})


def reply_of(iri: str) -> dict[str, Any]:
    """The Registry reply with only the IRI of an allele."""
    return {"@context": _REGISTRY_CONTEXT, "@id": iri}


def is_reference(value: Mapping[str, Any]) -> bool:
    """Whether an object says no more of an allele than `reply_of` an IRI, and its records."""
    return value.keys() - {"externalRecords"} == {"@context", "@id"}


def is_of_sections(value: Mapping[str, Any]) -> bool:
    """Whether an object is a ClinVar-GKS bundle, in which sections have objects by their names."""
    sections = map(value.get, ("sequenceReference", "location", "allele"))
    return all(isinstance(section, dict) for section in sections)


def _is_refsnp(value: Mapping[str, Any]) -> bool:
    return "refsnp_id" in value and "primary_snapshot_data" in value


def _is_spdi(value: Mapping[str, Any]) -> bool:
    data = value.get("data", value)
    return isinstance(data, dict) and ("spdis" in data or {"seq_id", "position"} <= data.keys())


def _is_my_variant(value: Mapping[str, Any]) -> bool:
    name = value.get("_id")
    return isinstance(name, str) and name.startswith("chr") and ":" in name


def _is_effect_prediction(value: Mapping[str, Any]) -> bool:
    if "most_severe_consequence" in value:
        return True
    return {"input", "allele_string"} <= value.keys() or any(
        isinstance(value.get(key), list)
        for key in ("transcript_consequences", "intergenic_consequences")
    )


def _is_recoded(value: Mapping[str, Any]) -> bool:
    """Whether an object is of Ensembl's Variant Recoder: the names of each allele."""
    return any(
        isinstance(item, dict) and "input" in item and ("hgvsg" in item or "spdi" in item)
        for item in value.values()
    )


def _is_statement(value: Mapping[str, Any]) -> bool:
    type_ = value.get("type")
    return isinstance(type_, str) and (
        type_ in _STATEMENTS or ("proposition" in value and "direction" in value)
    )


def _is_phenopacket(value: Mapping[str, Any]) -> bool:
    meta = value.get("metaData", value.get("meta_data"))
    is_versioned = isinstance(meta, dict) and ("phenopacketSchemaVersion" in meta
                                               or "phenopacket_schema_version" in meta)  # fmt: skip
    return is_versioned or "phenotypicFeatures" in value


def _is_variant_validator(value: Mapping[str, Any]) -> bool:
    meta = value.get("metadata")
    return isinstance(meta, dict) and any(str(key).startswith("variantvalidator") for key in meta)


def _is_summary(value: Mapping[str, Any]) -> bool:
    result = value.get("result")
    return isinstance(result, dict) and isinstance(result.get("uids"), list)


def _is_gnomad(value: Mapping[str, Any]) -> bool:
    data = value.get("data")
    variant = data.get("variant") if isinstance(data, dict) else None
    return isinstance(variant, dict) and ("variant_id" in variant or "variantId" in variant)


def _is_beacon(value: Mapping[str, Any]) -> bool:
    meta = value.get("meta")
    return isinstance(meta, dict) and "beaconId" in meta


_STATEMENTS: Final = frozenset((
    "Statement", "EvidenceLine", "StudyResult", "CohortAlleleFrequencyStudyResult",
    "VariantPathogenicityStatement", "VariantPathogenicityProposition", "VariantStudySummary",
    "ExperimentalVariantFunctionalImpactStudyResult", "VariantOncogenicityProposition",
    "VariantTherapeuticResponseProposition", "VariantDiagnosticProposition",
    "VariantPrognosticProposition",
))  # fmt: skip
"""Types of GA4GH VA-Spec."""
_NEW: Final = "`clingen-ld new` makes alleles of its HGVS names"
_KINDS: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], str], ...]] = (
    (is_of_sections, "a ClinVar-GKS bundle (sections of objects, in which no allele was found)"),
    (_is_linked_data_hub, "a document of ClinGen's Linked Data Hub, which is not read"),
    (_is_refsnp, f"a RefSNP record of dbSNP, which is not read: {_NEW}"),
    (_is_spdi, "a reply in SPDI notation, which is not read"),
    (_is_my_variant, "a MyVariant.info record, which is not read"),
    (_is_effect_prediction, "a prediction of Ensembl VEP, which is not read"),
    (_is_recoded, f"a reply of Ensembl's Variant Recoder, which is not read: {_NEW}"),
    (
        _is_statement,
        "a statement of GA4GH VA-Spec about a variant, which it only names: give the variant, too",
    ),
    (_is_phenopacket, "a Phenopacket of GA4GH, which is not read"),
    (_is_variant_validator, f"a reply of VariantValidator, which is not read: {_NEW}"),
    (_is_summary, "a summary of NCBI (esummary), which is not read"),
    (_is_gnomad, "a reply of gnomAD, which is not read"),
    (_is_beacon, "a reply of a Beacon of GA4GH, which is not read"),
)
"""Documents about alleles that are widely used and are not read."""
