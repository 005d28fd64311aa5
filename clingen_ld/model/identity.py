"""Names of resources, references and parts: namespaces, ids, IRIs and JSON Pointers.

A resource's IRI is base + type + "/" + id, unless `@id` in the tree gives another one. A part's
address is the IRI of its resource, `#`, and its JSON Pointer (RFC 6901) in the normal form. A
canonical allele of the Allele Registry has its IRI from the Registry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote

from clingen_ld.errors import UsageError

CLINGEN: Final = "http://clingen.org/model/allele/"
FHIR: Final = "http://hl7.org/fhir/"
SHAPE: Final = "http://clingen.org/model/allele/shapes#"
RULE: Final = "http://clingen.org/model/allele/rules#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
REGISTRY: Final = "http://reg.genome.network/schema#"
REGISTRY_WITHOUT: Final = "http://reg.genome.network/schema/without"
"""The property for the keys of a Registry document that a part does not have."""
OBO: Final = "http://purl.obolibrary.org/obo/"

PREFIXES: Final = {
    "clingen": CLINGEN,
    "fhir": FHIR,
    "rdf": RDF,
    "registry": REGISTRY,
    "xsd": XSD,
    "obo": OBO,
}
"""The prefixes that Turtle, TriG and RDF/XML are written with."""

DEFAULT_BASE: Final = "http://clingendb.clingen.org/"
"""Base IRI of references and resources when none is given."""


def local_name(iri: str) -> str:
    """The part of an IRI after its last `#` or `/`.

    >>> local_name("http://hl7.org/fhir/Coding")
    'Coding'
    """
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]*")
NAMELESS = "/.well-known/genid/"
"""The marker in the IRI of a nameless resource."""
_PREFIXED = tuple(f"{prefix}:" for prefix in PREFIXES)

REGISTRY_ALLELES: Final = "http://reg.genome.network/allele/"
"""The prefix of the Allele Registry's IRIs of canonical alleles."""
REGISTRY_PREFIXES: Final = ("CAR", "CAID", "clingen.allele")
"""The prefix of CURIEs of such alleles, in any case, before a colon."""
_CURIES: Final = "|".join(map(re.escape, REGISTRY_PREFIXES))
_REGISTRY_NAME = re.compile(
    rf"(?:(?i:{_CURIES}):|https?://(?:reg\.(?:genome\.network|clinicalgenome\.org)/allele/"
    r"|reg\.clinicalgenome\.org/redmine/projects/registry/genboree_registry/"
    r"by_ca(?:nonical)?id\?ca(?:nonical)?id="
    rf"|(?:identifiers\.org|bioregistry\.io|n2t\.net)/(?i:{_CURIES})[:/]))"
    r"([CP]A[0-9]+)"
)
"""Also as the Registry's page of an allele, and by services that resolve CURIEs."""
_REGISTRY_STARTS = (
    *(f"{scheme}://{host}" for scheme in ("http", "https")
      for host in ("reg.", "identifiers.org/", "bioregistry.io/", "n2t.net/")),
    "c", "C",
)  # fmt: skip
_CANONICAL = "CanonicalAllele"


def registry_iri(name: str) -> str | None:
    """The IRI of an allele of the Allele Registry from any common spelling of its name, or None.

    >>> registry_iri("clingen.allele:CA123643"), registry_iri("CA123643")
    ('http://reg.genome.network/allele/CA123643', None)
    """
    found = _REGISTRY_NAME.fullmatch(name)
    return None if found is None else REGISTRY_ALLELES + found[1]


def lacks_registry_number(name: str) -> bool:
    """Whether an IRI is one of the Registry's alleles, but for its number.

    >>> lacks_registry_number(REGISTRY_ALLELES + "XX1"), lacks_registry_number("CA123643")
    (True, False)
    """
    start, slash, number = name.rpartition("/")
    if not number or registry_iri(name) is not None:
        return False
    return registry_iri(f"{start}{slash}CA1") is not None


def _named_iri(text: str, base: str) -> str:
    """The IRI for an absolute IRI, or for the name of an allele of the Registry."""
    step = text.removeprefix(f"{base}{_CANONICAL}/")
    may_be = ":" in step if len(step) != len(text) else text.startswith(_REGISTRY_STARTS)
    return (may_be and registry_iri(step)) or as_iri(text)


def is_absolute(iri: str) -> bool:
    """Whether a text is an IRI with a scheme.

    >>> is_absolute("http://example.org/1"), is_absolute("Gene/G1")
    (True, False)
    """
    return _ABSOLUTE.fullmatch(iri) is not None


def base_iri(given: str | None) -> str:
    """The base of resources and references; it ends in `/` where nothing else ends it.

    Raises `UsageError` unless it is an absolute IRI.

    >>> base_iri("http://example.org"), base_iri("http://example.org/#")
    ('http://example.org/', 'http://example.org/#')
    """
    base = DEFAULT_BASE if given is None else given
    if not isinstance(base, str) or not is_absolute(base):
        raise UsageError(f"the base {base!r} is not an absolute IRI, such as {DEFAULT_BASE}")
    return base if base.endswith(("/", "#", "=")) else base + "/"


def is_name(iri: str) -> bool:
    """Whether a text is a valid absolute IRI."""
    if _PLAIN.fullmatch(iri) is not None and not iri.startswith(_PREFIXED):
        return True
    return is_absolute(iri) and as_iri(iri) == iri


@lru_cache(maxsize=4096)
def is_foreign(key: str) -> bool:
    """Whether a key is a property of another vocabulary, rather than a misspelt one of ours.

    >>> is_foreign("http://example.org/score"), is_foreign("versions")
    (True, False)
    """
    return is_absolute(key) and not key.startswith((CLINGEN, FHIR))


def as_iri(text: str) -> str:
    """A text as an IRI: invalid characters are percent-encoded.

    The prefixes of the package are expanded, as in JSON-LD with its context, which could not write
    an IRI that looks like that.

    >>> as_iri("http://example.org/a b[1]"), as_iri("obo:SO_0000159")
    ('http://example.org/a%20b%5B1%5D', 'http://purl.obolibrary.org/obo/SO_0000159')
    """
    if text.startswith(_PREFIXED):
        prefix, _, rest = text.partition(":")
        if not rest.startswith("//"):
            text = PREFIXES[prefix] + rest
    if _PLAIN.fullmatch(text):
        return text
    head, mark, fragment = text.partition("#")
    made = _ILLEGAL.sub(_percent, head) + mark + _ILLEGAL.sub(_percent, fragment)
    import pyoxigraph as ox

    for candidate in (text, made):  # an authority may have brackets
        with suppress(ValueError):
            return ox.NamedNode(candidate).value
    return "urn:invalid:" + quote(text, safe="")


# An IRI that needs no further check: an ordinary authority, then characters legal anywhere.
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(//[A-Za-z0-9._~-]+(:[0-9]+)?(?=[/?#]|$)|(?!//))"
    r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)*"
    r"(#[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?"
)
_PLAIN_STEP = re.compile(r"[A-Za-z0-9!$'()*+,;=:@~._-]*")
_STEPS_UP = re.compile(r"\A(\.{0,2}/)+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ILLEGAL = re.compile(r"%(?![0-9A-Fa-f]{2})|[\x00-\x20\x7f<>\"{}|\\^`\[\]#]")


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def encode(token: str) -> str:
    """A key, code or id as one step of an IRI; `decode` gives it back."""
    if token in (".", ".."):  # which would resolve elsewhere
        return token.replace(".", "%2E")
    if _PLAIN_STEP.fullmatch(token) is not None:
        return token
    return quote(token, safe="!$'()*+,;=:@~-._")


def decode(token: str) -> str:
    """The token that `encode` was given."""
    return unquote(token)


def escape(token: str) -> str:
    """A token of a JSON Pointer (RFC 6901)."""
    if token.isalnum():  # as nearly all
        return token
    return token.replace("~", "~0").replace("/", "~1")


def unescape(step: str) -> str:
    """The key for a step of a JSON Pointer."""
    return step.replace("~1", "/").replace("~0", "~")


def pointer_steps(pointer: str) -> list[str]:
    """Take a pointer apart into its tokens, unescaped; [] for "".

    Raises ValueError when a pointer that is not empty does not begin with "/", or when a "~" is
    not followed by 0 or 1.
    """
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"a JSON Pointer begins with '/': {pointer!r}")
    if "~" not in pointer:
        return pointer.split("/")[1:]
    if re.search("~(?![01])", pointer):
        raise ValueError(f"in a JSON Pointer '~' is written ~0, and '/' in a name ~1: {pointer!r}")
    return [unescape(part) for part in pointer.split("/")[1:]]


def resource_iri(tree: Mapping[str, Any], base: str) -> str:
    """The IRI of a resource in normal form.

    A resource without an id is named by the digest of its content, so that the same message always
    gets the same name (RDF 1.1 section 3.5, Skolem IRIs).
    """
    own = tree.get("@id")
    if isinstance(own, str):
        return as_iri(own)
    return default_iri(tree, base)


def default_iri(tree: Mapping[str, Any], base: str) -> str:
    """The IRI from base, type and id, ignoring `@id`."""
    kind = str(tree.get("resourceType", "Resource"))
    name = tree.get("id")
    if isinstance(name, str) and name:
        if kind == _CANONICAL and (found := registry_iri(name)) is not None:
            return found
        is_iri = is_absolute(name) and "/" in name
        return as_iri(name) if is_iri else f"{base}{kind}/{encode(name)}"
    return nameless_iri(tree, kind, base)


def nameless_iri(content: Mapping[str, Any], kind: str, base: str) -> str:
    """The IRI of a nameless resource of a type, from a digest of its content."""
    import hashlib

    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    return f"{base.rstrip('/')}{NAMELESS}{kind}-{digest}"


def id_from_iri(iri: str, kind: str, base: str) -> str | None:
    """The logical id in an IRI: what follows base and type, else its last step."""
    if NAMELESS in iri:
        return None
    prefix = f"{base}{kind}/"
    if iri.startswith(prefix):
        return decode(iri[len(prefix) :])
    last = re.split(r"[/#]", iri.rstrip("/#"))[-1]
    return decode(last) or None


def own_iri(given: str, base: str) -> str | None:
    """The IRI that a resource gives itself (`@id`), or None if it is not a name."""
    if not given or given.startswith("_:"):
        return None
    return _named_iri(given if is_absolute(given) else base + given, base)


def has_iri_characters(text: str) -> bool:
    """Whether an IRI, or a relative one, has only characters that one may have.

    >>> has_iri_characters("Gene/G1"), has_iri_characters("http://example.org/a b")
    (True, False)
    """
    head, _, fragment = text.partition("#")
    is_legal = not _ILLEGAL.search(head + fragment) or as_iri(text) == text
    return is_legal and len(text.split()) == 1


def relative_reference(reference: str, base: str) -> str:
    """A reference in normal form: relative to the base if within it.

    >>> relative_reference("../../CanonicalAllele/CA1", "http://example.org/")
    'CanonicalAllele/CA1'
    """
    if not reference:
        return reference
    if reference.startswith(base) and PLAIN_REFERENCE.fullmatch(reference, len(base)):
        rest = reference[len(base) :]
        if ":" not in rest or not rest.startswith(f"{_CANONICAL}/"):
            return rest
    if is_absolute(reference):
        iri = _named_iri(reference, base)
    else:
        iri = _named_iri(base + _STEPS_UP.sub("", reference), base)
    if not iri.startswith(base):
        return iri
    # In IRIs within the base, as in those made from ids, non-ASCII is percent-encoded.
    rest = _NOT_ASCII.sub(lambda match: quote(match[0]), iri[len(base) :])
    is_plain = rest and not is_absolute(rest) and _STEPS_UP.match(rest) is None
    return rest if is_plain else base + rest


PLAIN_STEP: Final = "[A-Za-z0-9][A-Za-z0-9!$'()*+,;=:@~._-]*"
"""An id that needs no encoding in an IRI, as a regular expression."""
PLAIN_REFERENCE: Final = re.compile(f"[A-Za-z]+/{PLAIN_STEP}")
"""A relative reference in normal form."""


@lru_cache(maxsize=8192)
def reference_iri(reference: str, base: str) -> str:
    """The IRI that a reference in normal form points to."""
    return _named_iri(reference if is_absolute(reference) else base + reference, base)


SUBSETTED: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
"""The tag (HL7 version 3, ObservationValue)."""

_TOLD: Final = "subsetted"
_TELLING: Final = re.compile(rf"(?:([^#]*)#|([^#]*#.*)/){_TOLD}(?:-[A-Za-z0-9_-]+)?", re.DOTALL)


def is_subsetted(tree: Mapping[str, Any]) -> bool:
    """Whether a resource in normal form has the tag.

    >>> is_subsetted({"resourceType": "Gene", "meta": {"tag": [SUBSETTED]}})
    True
    """
    meta = tree.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return isinstance(tags, list) and any(
        isinstance(tag, dict) and tag.get("code") == SUBSETTED["code"] for tag in tags
    )


def subsetted_graph(iri: str, triples: Iterable[str] = ()) -> str:
    """The name of a graph with partial descriptions of a resource.

    Without `lines` it is for all of them in a store; with lines of N-Triples (without line breaks),
    it is for a single one and depends only on its content.
    """
    lines = sorted(set(triples))
    name = f"{iri}{'/' if '#' in iri else '#'}{_TOLD}"
    if not lines:
        return name
    import hashlib  # many commands do not need it

    digest = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name}-{digest[:16]}"


def subsetted_resource(graph: str) -> str | None:
    """The IRI of the resource that a graph describes partially; None for any other graph.

    >>> subsetted_resource("http://example.org/Gene/G1#subsetted-1f"), subsetted_resource("urn:g")
    ('http://example.org/Gene/G1', None)
    >>> subsetted_resource("http://example.org/genes#G1/subsetted")
    'http://example.org/genes#G1'
    """
    found = _TELLING.fullmatch(graph) if _TOLD in graph else None
    return None if found is None else found[1] or found[2]
