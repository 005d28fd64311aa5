"""A message form: how it is recognized, read and written, and what it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from clingen_ld.model import is_absolute

if TYPE_CHECKING:
    from clingen_ld.messages.foreign.schema import MappingRow


def is_expanded(value: Mapping[str, Any]) -> bool:
    """Whether an object is a node of expanded JSON-LD, whose keys are keywords and IRIs.

    One without a keyword may be anything that is keyed by names with a colon.

    >>> is_expanded({"@id": "http://x/1", "http://x/p": [{"@value": 1}]}), is_expanded({"@id": "x"})
    (True, False)
    """
    keywords = [key for key in value if key.startswith("@")]
    return (
        bool(keywords)
        and "@context" not in value
        and value.keys() != {"@id"}
        and all(key in keywords or is_absolute(key) for key in value)
    )


DetectObject = Callable[[Mapping[str, Any]], bool]
"""Whether one JSON object is of a form."""
DetectText = Callable[[str, bool], str | None]
"""The form of a non-JSON text, from its first characters; None for another form.

The second argument says that the text is complete.
"""


class Form(NamedTuple):
    """A message form, whose parts are loaded when they are first needed.

    `carries` says in words what it holds; `whole`, that it is everything. `read`, `write` and
    `mapping` name a function, a class and a table as `module:name`:

    - `read` of a form of JSON objects (`is_json`) takes an object, its `JsonText`, its pointer,
      the `ReadOptions` and the model; that of any other form takes the first bytes of a stream,
      the stream, the file name, the name of the form, the options and the model. Both give items.
    - `write` takes an output, the model and the `WriteOptions`, and gives a `Writer`.
    - `mapping` is a tuple of `MappingRow`; None where the names of the form are those of the model.
    """

    name: str
    title: str
    extension: str
    media_type: str
    carries: str
    read: str
    write: str
    whole: bool = True
    other_names: tuple[str, ...] = ()
    mapping: str | None = None
    detect_object: DetectObject | None = None
    detect_text: DetectText | None = None
    is_json: bool = False
    lacks: tuple[str, ...] = ()
    """Properties that it cannot state, or not of all objects: their absence is not reported."""
    namespace: str = ""
    """How the terms begin under which resources keep what the model has no place for, and by which
    they are known to be of the form where they come in another one."""

    def reader(self) -> Callable[..., Any]:
        """The function that reads the form."""
        read: Callable[..., Any] = _named(self.read)
        return read

    def is_origin_of(self, tree: object) -> bool:
        """Whether a resource in another form has terms of this one, at any depth."""
        waiting = [tree]
        while self.namespace and waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                if any(key.startswith(self.namespace) for key in node):
                    return True
                waiting += node.values()
            elif isinstance(node, list):
                waiting += node
        return False

    def writer(self) -> Callable[..., Any]:
        """What makes a writer of the form."""
        write: Callable[..., Any] = _named(self.write)
        return write

    def mapping_table(self) -> tuple[MappingRow, ...]:
        """The mapping table; empty for a form whose names are those of the model."""
        return tuple(_named(self.mapping)) if self.mapping is not None else ()

    def description(self) -> dict[str, Any]:
        """What the form is, for people and programs; its functions are left out."""
        return {
            "name": self.name,
            "title": self.title,
            "extension": self.extension,
            "media_type": self.media_type,
            "carries": self.carries,
            "whole": self.whole,
            "other_names": self.other_names,
        }


def _named(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


THE_WHOLE = "the whole model, and whatever else a message has"
"""What the forms of the whole model carry."""
WHAT_XML_ALLOWS = "the whole model; names that XML does not allow are reported"
"""What XML carries of it."""
