"""References across resources: they resolve (CO-1), and to the right type (CO-2)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.model import load_model
from clingen_ld.model.identity import encode, reference_iri
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import last_step, target, text
from clingen_ld.validation.registry import Entry, ResourceSet, set_rule
from clingen_ld.validation.rules.links import folded_id, named
from clingen_ld.validation.rules.places import references

_RESOURCES = tuple(load_model().resources)


@set_rule(*_RESOURCES)
def references_lead_somewhere(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-1 and CO-2: a reference inside the base resolves, and to the right type."""
    for pointer, prop, value in references(entry.tree):
        reference = target(value)
        if reference is None:
            continue
        found = resources.target(value)
        if found is None:
            if reference_iri(reference, resources.base).startswith(resources.base):
                values = {"property": prop.name, "reference": reference}
                near = _nearest(reference, resources)
                yield Breach("CO-1", pointer, values, value=reference, suggestion=near)
            continue
        kind = text(found.tree, "resourceType")
        if kind is not None and kind not in prop.targets:
            values = {
                "property": prop.name,
                "target": last_step(found.iri),
                "found": kind,
                "expected": " or ".join(prop.targets),
            }
            yield Breach("CO-2", pointer, values, value=reference)


def _nearest(reference: str, resources: ResourceSet) -> str | None:
    """A resource of the set that a reference to none may mean, best of the type it names."""
    kind, _, name = reference.rpartition("/")
    near = [
        f"{type_}/{encode(id_)}"
        for entry in named(name, resources)
        if (type_ := text(entry.tree, "resourceType")) and (id_ := text(entry.tree, "id"))
    ]
    meant = folded_id(last_step(kind))
    return min(near, key=lambda r: folded_id(r.partition("/")[0]) != meant, default=None)
