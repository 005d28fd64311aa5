"""Strict XML reading that records the position of each element and its text.

expat reads the text; namespaces are resolved. Document type declarations are rejected at their
first characters, so that there are never entities to expand or files to open.

Lines and columns are counted in characters, both from 1; a byte order mark is not counted.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.parsers.expat import errors

# Deeper texts are refused. No message comes near it, and it leaves room for recursive code
# after us, which may take several Python frames a level (Python allows 1000 in all).
MAX_DEPTH: Final = 200

# expat gives names as namespace, local name and prefix with this in between. XML forbids the
# character even as a reference, so that no namespace can have it inside.
_SEPARATOR: Final = "\x01"
_SPACE: Final = " \t\r\n"  # what XML calls white space; str.strip() would take U+00A0 too


class XmlTextError(ValueError):
    """The text is not XML, or not XML that is accepted: one line on what to do, and where."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"


@dataclass(slots=True)
class Element:
    """An element: its name, its content, and the position of its "<".

    `namespace` is "" for none. Names of `attributes` are plain, or "{namespace}name". `text` is
    the text directly inside without the white space around it; where child elements divide it,
    the pieces that are not blank, with a space between. It begins at `text_line` and
    `text_column`, which are 0 if `text` is "". `step` is the element's own part of its `path`.
    """

    namespace: str
    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""
    line: int = 0
    column: int = 0
    text_line: int = 0
    text_column: int = 0
    step: str = ""
    parent: Element | None = field(default=None, repr=False, compare=False)

    @property
    def path(self) -> str:
        """The XPath from the root, e.g. /Gene/f:id[2]: prefixes as in the text.

        Positions, from 1, are given where siblings have the same name. Put together when asked
        for: all paths kept at once could be much larger than the text.
        """
        steps, element = [self.step], self.parent
        while element is not None:
            steps.append(element.step)
            element = element.parent
        return "/" + "/".join(reversed(steps))


def read(data: str | bytes) -> Element:
    """Read an XML 1.0 document into its root element.

    Bytes are read by their byte order mark or XML declaration, and as UTF-8 without; of text
    that is a str already, the declaration's encoding is ignored. Comments and processing
    instructions are passed over.

    Raises XmlTextError for text that is not well-formed, document type declarations, entities
    other than XML's own five, unknown encodings, and nesting deeper than MAX_DEPTH.
    """
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.namespace_prefixes = True
    builder = _Builder(parser, _has_mark(data))
    try:
        parser.Parse(data, True)
    except XmlTextError:
        raise
    except expat.ExpatError as error:
        raise _explain(data, error, builder) from None
    except UnicodeEncodeError as error:
        raise _surrogate_error(error) from None
    except (LookupError, ValueError):  # Python was asked for the encoding, and does not know
        raise builder.error(
            f"the encoding {builder.encoding} cannot be read: write the text in UTF-8"
        ) from None
    assert builder.root is not None  # expat wants one root
    return builder.root


def _has_mark(data: str | bytes) -> bool:
    if isinstance(data, str):
        return data.startswith("\ufeff")
    return data.startswith((BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE))


class _Builder:
    """Builds the elements from expat's events; open ones are kept on a stack, root first."""

    def __init__(self, parser: expat.XMLParserType, has_mark: bool) -> None:
        self.root: Element | None = None
        self.encoding = ""
        self.open: list[Element] = []
        # Of each open element: its texts before and between children, and the one since.
        self._texts: list[list[str]] = []
        self._runs: list[list[str]] = []
        self._parser = parser
        self._has_mark = has_mark
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.XmlDeclHandler = self._declaration
        # Only the default handler receives "<!DOCTYPE" at its start, and only without another
        # handler for it. The second is a fallback.
        parser.DefaultHandler = self._other
        parser.EntityDeclHandler = self._entity

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Turn expat's line (from 1) and column (from 0, counts a byte order mark) into ours."""
        return line, column if self._has_mark and line == 1 else column + 1

    def error(self, message: str) -> XmlTextError:
        """Make an error at the place where the parser is."""
        parser = self._parser
        return XmlTextError(
            message, *self.place(parser.CurrentLineNumber, parser.CurrentColumnNumber)
        )

    @property
    def byte_index(self) -> int:
        """Where the parser is, in bytes of what expat was given (a str is given as UTF-8)."""
        return self._parser.CurrentByteIndex

    def _start(self, expanded: str, attributes: dict[str, str]) -> None:
        if len(self.open) == MAX_DEPTH:
            raise self.error(f"nested more than {MAX_DEPTH} levels deep: flatten it")
        parser = self._parser
        namespace, name, step = _names(expanded)
        line, column = self.place(parser.CurrentLineNumber, parser.CurrentColumnNumber)
        element = Element(
            namespace,
            name,
            {_attribute_name(key): value for key, value in attributes.items()},
            line=line,
            column=column,
            step=step,
        )
        if self.open:
            self._finish_run()
            element.parent = self.open[-1]
            element.parent.children.append(element)
        else:
            self.root = element
        self.open.append(element)
        self._texts.append([])
        self._runs.append([])

    def _end(self, expanded: str) -> None:
        self._finish_run()
        self._runs.pop()
        element = self.open.pop()
        element.text = " ".join(self._texts.pop())
        _number_steps(element.children)

    def _characters(self, data: str) -> None:
        run = self._runs[-1]
        visible = data.lstrip(_SPACE)
        if visible or run:  # white space before a text is left out as it comes
            run.append(data)
        if visible:
            element, parser = self.open[-1], self._parser
            if not element.text_line:
                line, column = self.place(parser.CurrentLineNumber, parser.CurrentColumnNumber)
                element.text_line = line
                element.text_column = column + len(data) - len(visible)

    def _finish_run(self) -> None:
        run = self._runs[-1]
        if run:
            self._texts[-1].append("".join(run).strip(_SPACE))
            run.clear()

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        self.encoding = encoding or ""

    def _other(self, data: str) -> None:
        if data.startswith("<!DOCTYPE"):
            raise self.error("document type declarations are refused: remove <!DOCTYPE ...>")

    def _entity(self, *declaration: object) -> None:
        raise self.error("entity declarations are refused: remove <!DOCTYPE ...>")


def _names(expanded: str) -> tuple[str, str, str]:
    """Take a name as expat gives it apart: namespace, local name, name as in the text."""
    parts = expanded.split(_SEPARATOR)
    if len(parts) == 1:
        return "", expanded, expanded
    if len(parts) == 2:
        return parts[0], parts[1], parts[1]
    namespace, name, prefix = parts
    return namespace, name, f"{prefix}:{name}"


def _attribute_name(expanded: str) -> str:
    if _SEPARATOR not in expanded:
        return expanded
    namespace, name, _ = _names(expanded)
    return f"{{{namespace}}}{name}"


def _number_steps(siblings: list[Element]) -> None:
    if len(siblings) < 2:
        return
    groups: dict[tuple[str, str], list[Element]] = {}
    for element in siblings:
        groups.setdefault((element.namespace, element.name), []).append(element)
    for group in groups.values():
        if len(group) > 1:
            for position, element in enumerate(group, 1):
                element.step += f"[{position}]"


# --- Explaining -------------------------------------------------------------------------------

_MESSAGES: Final = {
    errors.XML_ERROR_INVALID_TOKEN: "this may not stand here: something is wrong or missing",
    errors.XML_ERROR_UNCLOSED_TOKEN: "what begins here is not finished: close it with '>' or ';'",
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "an attribute is given twice: remove one",
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "more text after the end of the root: remove it",
    errors.XML_ERROR_UNDEFINED_ENTITY: (
        "an entity that XML does not know: write the character itself "
        "(only &lt; &gt; &amp; &quot; &apos; are known)"
    ),
    errors.XML_ERROR_BAD_CHAR_REF: "this is the number of no XML character: remove it",
    errors.XML_ERROR_MISPLACED_XML_PI: (
        "the XML declaration comes first or not at all: remove what stands before it"
    ),
    errors.XML_ERROR_INCORRECT_ENCODING: (
        "the text is not in the encoding of its XML declaration: write UTF-8"
    ),
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: "a CDATA section is not finished: close it with ]]>",
    errors.XML_ERROR_UNBOUND_PREFIX: (
        "a namespace prefix that is not declared: declare it with xmlns:...=, or remove it"
    ),
}
# What the text before and with the character that expat cannot take often means.
_MISTAKES: Final = tuple(
    (re.compile(pattern, re.DOTALL), message)
    for pattern, message in (
        (r"&#?[\w.:-]*.\Z", "'&' begins a reference: for the character itself write &amp;"),
        (r"</\Z", "an end tag without its start tag: remove it"),
        (r"</[\w:.-]+\s+[^\s>]\Z", "an end tag has nothing but a name: remove the rest"),
        (r"<![A-Za-z\[]\Z", "declarations are refused inside elements: remove it"),
        (r"<[^<>]*<\Z", "'<' inside a tag: close the tag before, or write &lt; in a value"),
        (r"<[^\w!?/]\Z|<[0-9.-]\Z", "'<' begins a tag: for the character itself write &lt;"),
        (r"<[^<>]*=\s*[^\s\"'>]\Z", "an attribute's value takes quotation marks around it"),
        (r"<[^<>]*\s[\w:.-]+\s*[/>]\Z", 'an attribute without a value: write name="..."'),
        (r"<[^<>]*[\"'][^\s<>/]\Z", "there must be a space between attributes"),
        (r"\]\]>\Z", "']]>' ends a CDATA section: in text write ]]&gt;"),
        (r"<!--.*--.\Z", "'--' inside a comment: remove it"),
    )
)


def _explain(data: str | bytes, error: expat.ExpatError, builder: _Builder) -> XmlTextError:
    known = errors.messages[error.code]
    line, column = builder.place(error.lineno, error.offset)
    message = _MESSAGES.get(known, f"not well-formed XML: {known}")
    if known == errors.XML_ERROR_NO_ELEMENTS:
        message = "there is no element: a root element was expected"
        if builder.open:
            message = (
                f"the text ends inside {_tag(builder)}: close it with </{builder.open[-1].step}>"
            )
    elif known == errors.XML_ERROR_TAG_MISMATCH:
        column -= len("</")  # expat points at the name
        message = (
            f"an end tag where {_tag(builder)} is open: write </{builder.open[-1].step}> first"
        )
    elif known in (errors.XML_ERROR_INVALID_TOKEN, errors.XML_ERROR_SYNTAX):
        message = _mistake(data, builder) or message
    return XmlTextError(message, line, column)


def _tag(builder: _Builder) -> str:
    element = builder.open[-1]
    return f"<{element.step}> (line {element.line}, column {element.column})"


def _mistake(data: str | bytes, builder: _Builder) -> str:
    """Guess what is meant by text that is not well-formed; "" if there is nothing to say."""
    before, after = _around(data, builder.byte_index)
    if _is_not_utf8(data, builder):
        return "a byte that is not UTF-8: write UTF-8, or name the encoding in an XML declaration"
    if not after:
        return ""
    character = after[0]
    if character in "\ufffe\uffff" or (character < " " and character not in _SPACE):
        return f"U+{ord(character):04X} is no XML character: remove it"
    if "<" not in before and (character != "<" or before.strip(_SPACE)) and not builder.root:
        return "text before the root element: XML begins with '<'"
    if after.startswith("<!"):
        return "declarations are refused: remove it"
    for pattern, message in _MISTAKES:
        if pattern.search(before + character):
            return message
    return ""


def _around(data: str | bytes, index: int) -> tuple[str, str]:
    """Give up to 300 bytes before expat's byte index, and a few from it, as characters."""
    source = data.encode() if isinstance(data, str) else data
    codec = "utf-8"
    if source.startswith((BOM_UTF16_BE, BOM_UTF16_LE)):
        codec = "utf-16-be" if source.startswith(BOM_UTF16_BE) else "utf-16-le"
    before = source[max(index - 300, 0) : index].decode(codec, "replace")
    return before.removeprefix("\ufeff"), source[index : index + 8].decode(codec, "replace")


def _is_not_utf8(data: str | bytes, builder: _Builder) -> bool:
    if isinstance(data, str) or builder.encoding.lower() not in ("", "utf-8"):
        return False
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start == builder.byte_index
    return False


def _surrogate_error(error: UnicodeEncodeError) -> XmlTextError:
    lines = re.split(r"\r\n?|\n", error.object[: error.start].removeprefix("\ufeff"))
    shown = f"U+{ord(error.object[error.start]):04X}"
    message = f"{shown} is half of a surrogate pair and no character: write the character itself"
    return XmlTextError(message, len(lines), len(lines[-1]) + 1)
