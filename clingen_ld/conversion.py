"""Converting: any input to any form."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, TypedDict, Unpack, cast

from clingen_ld.display import count
from clingen_ld.errors import ClingenError, UsageError
from clingen_ld.graph.links import LinkSets
from clingen_ld.messages.forms import FORMS, check_file_name, form_name
from clingen_ld.messages.losses import Loss, left_out, lost_in_reading
from clingen_ld.messages.message import READING, Item, Message, Problem, Reading, ReadOptions, Run
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.inputs import (
    Document,
    MemoryInputs,
    PathName,
    find_files,
    given_inputs,
    open_input,
    refuse_replacing,
)
from clingen_ld.messages.writing import (
    EXTENSIONS,
    LAYOUTS,
    Layout,
    ResourceFileNames,
    WriteOptions,
    make_writer,
    open_output,
    write_documents,
)
from clingen_ld.model import load_model
from clingen_ld.suggestions import refuse_unknown
from clingen_ld.variation.sequences import open_sequences

KEPT: Final = 10_000
"""How many problems, and how many losses, a result keeps; of further ones it has the count."""


class WritingOptions(TypedDict, total=False):
    """How to write a form.

    `sequences` is a FASTA file or a SeqRepo, for the forms that need one. `strict` fails at the
    first thing that the form cannot carry. `inline_context` puts the context itself into JSON-LD,
    not its IRI, so that processors that know no context of ours read it offline. `links` adds links
    to other databases to the forms of RDF, `faldo` places in FALDO and types of SO and GENO.
    `layout`, of VRS, is "inlined", one object a line, or "bundle", one object of sections as
    ClinVar-GKS has them.
    """

    pretty: bool
    strict: bool
    sequences: str | os.PathLike[str] | None
    inline_context: bool
    links: bool
    faldo: bool
    layout: Layout


class Writing(WritingOptions, total=False):
    """The options of writing as keyword arguments, for every form.

    `keep` chooses resources. `progress` gets each problem, and each message or None for it,
    `report` each problem and loss when it is met. `annotate`, "vrs", has a VCF file written as it
    is, with the ids of VRS in the INFO of each record.
    """

    annotate: Literal["vrs"] | None
    keep: Callable[[Message], bool] | None
    progress: Callable[[Item | None], None] | None
    report: Callable[[Problem | Loss], None] | None


class Converting(Reading, Writing, total=False):
    """The options of a conversion as keyword arguments: those of reading and of writing."""


@dataclass(slots=True)
class Conversion:
    """The outcome of a conversion: resources written, problems met, and losses.

    Of problems and losses the first `KEPT` are listed, and all are counted; `report` gets
    every one.
    """

    form: str = ""
    resources: int = 0
    problems: list[Problem] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    """What the form cannot carry."""
    text: str | None = None
    """The text, when no output was named."""
    problem_count: int = 0
    loss_count: int = 0

    def __repr__(self) -> str:
        counted = count(self.resources, "resource"), count(self.problem_count, "problem")
        lost = f"{self.loss_count:,} {'loss' if self.loss_count == 1 else 'losses'}"
        return f"<Conversion to {self.form}: {', '.join((*counted, lost))}>"

    def note(self, met: Problem | Loss) -> None:
        """Count a problem or a loss, and list it if it is one of the first."""
        if isinstance(met, Problem):
            self.problem_count += 1
            if len(self.problems) < KEPT:
                self.problems.append(met)
        else:
            self.loss_count += 1
            if len(self.losses) < KEPT:
                self.losses.append(met)

    @property
    def lost(self) -> list[str]:
        """What the form cannot carry, a sentence each."""
        return [self.said(loss) for loss in self.losses]

    def said(self, loss: Loss) -> str:
        """A loss in words."""
        return loss.said(self.form)


def convert(
    inputs: MemoryInputs,
    to: str,
    output: PathName | BinaryIO | None = None,
    *,
    options: ReadOptions | None = None,
    **keywords: Unpack[Converting],
) -> Conversion:
    """Convert files, folders, standard input (`-`) and messages in memory to a form.

    A message in memory is a dict, a list of dicts, bytes, or a text as `Document(text)`.

    `output` is a file name, `-` for standard output, a folder that exists (each resource gets a
    file of its own), a binary stream, or None for the text in the result. Further keywords are
    those of `ReadOptions` and of `Writing`. What cannot be read is a problem in the result, and
    the rest is converted; of very many problems the result has the first `KEPT` and the count.

    Raises `UsageError` for an unknown form and for an output that is an input, which would be
    replaced, `InputError` when an input or output cannot be read or written, and, when `strict`,
    `ClingenError` for the first thing that the form cannot carry; then no file is left behind, but
    in a folder those of the resources before.
    """
    refuse_unknown(keywords, Converting.__optional_keys__)
    annotate = keywords.pop("annotate", None)
    reading = {name: value for name, value in keywords.items() if name in READING}
    writing = {name: value for name, value in keywords.items() if name not in READING}
    chosen = replace(options or ReadOptions(), **cast(Any, reading))
    if annotate is not None:
        return _annotated(inputs, to, output, chosen, **cast(Writing, writing))
    chosen = replace(chosen, placed=False, runs=form_name(to) == "vrs" and not writing.get("keep"))
    given = given_inputs(inputs)
    if isinstance(output, str | os.PathLike) and os.path.isfile(output):
        paths = (one for one in given if not isinstance(one, Document))
        refuse_replacing(find_files(paths, chosen.exclude), output)
    items = read_inputs(given, chosen, load_model())
    return write_items(items, to, output, options=chosen, **cast(Writing, writing))


def _annotated(
    inputs: MemoryInputs, to: str, output: PathName | BinaryIO | None, options: ReadOptions,
    **writing: Unpack[Writing],
) -> Conversion:  # fmt: skip
    """Annotate a variant file; what gets no id is a loss."""
    from clingen_ld.messages.vcf.info import info_names
    from clingen_ld.messages.vrs.annotating import Annotator

    if info_names(options.info):
        raise UsageError("an annotated file has its INFO as it is: leave out --info")
    given = given_inputs(inputs)
    name = os.fspath(given[0]) if len(given) == 1 and not isinstance(given[0], Document) else ""
    if to != "vcf" or not name or os.path.isdir(name):
        raise UsageError("one VCF file at a time is annotated, and written as vcf (--to vcf)")
    strict, report = writing.get("strict", False), writing.get("report")
    run = _Run(Conversion("vcf"), WriteOptions(), strict, report)
    where = writing.get("sequences")
    source = None if where is None else open_sequences(where)
    annotator = Annotator(name, options, source, run.met)
    with open_input(name) as stream, output_stream(output, run.result) as target:
        for line in annotator.lines(stream):
            target.write(line)
        run.result.resources = annotator.alleles
        for reason, skipped in annotator.skipped.items():
            message = (
                f"{count(skipped.number, 'allele')}, the first in line {skipped.line}: {reason}"
            )
            run.lose([Loss(name, "", reason, message)])
    return run.result


def write_items(
    items: Iterable[Item],
    to: str,
    output: str | os.PathLike[str] | BinaryIO | None = None,
    *,
    options: ReadOptions | None = None,
    **writing: Unpack[Writing],
) -> Conversion:
    """Write what reading gives, wherever that was read from, as `convert` does."""
    refuse_unknown(writing, Writing.__optional_keys__)
    chosen = options or ReadOptions()
    sequences = writing.get("sequences")
    where = None if sequences is None else Path(sequences)
    pretty, strict = writing.get("pretty", False), writing.get("strict", False)
    inline = writing.get("inline_context", False)
    links = LinkSets(writing.get("links", False), writing.get("faldo", False))
    layout, form = writing.get("layout", "inlined"), form_name(to)
    write_options = WriteOptions(chosen.base, pretty, where, chosen.assembly, inline, links, layout)
    run = _Run(Conversion(form), write_options, strict, writing.get("report"))
    messages = run.messages(items, writing.get("keep"), writing.get("progress"))
    in_folder = isinstance(output, str | os.PathLike) and os.path.isdir(output)
    if layout not in LAYOUTS:
        raise UsageError(f"there is no layout {layout!r}; they are {', '.join(LAYOUTS)}")
    if layout == "bundle" and form != "vrs":
        raise UsageError(f"only vrs has bundles: leave out --layout, or say --to vrs, not {form}")
    if layout == "bundle" and (pretty or in_folder):
        why = "a bundle has one record a line: leave out --pretty"
        raise UsageError("a bundle is written as one file: name it (-o FILE)" if in_folder else why)
    if isinstance(output, str | os.PathLike) and in_folder:
        run.write_folder(messages, Path(output))
    else:
        with output_stream(output, run.result) as stream:
            run.write(messages, stream)
    return run.result


@dataclass(slots=True)
class _Run:
    """One conversion on its way, and what it did so far."""

    result: Conversion
    write_options: WriteOptions
    strict: bool
    report: Callable[[Problem | Loss], None] | None = None

    def messages(
        self,
        items: Iterable[Item],
        keep: Callable[[Message], bool] | None,
        progress: Callable[[Item | None], None] | None,
    ) -> Iterator[Message]:
        """The messages to convert; problems go to the result."""
        for item in items:
            if progress is not None:
                for each in [None] * item.count if isinstance(item, Run) else [item]:
                    progress(each)
            if isinstance(item, Problem):
                self.met(item)
            elif keep is None or keep(item):
                yield item

    def write(self, messages: Iterable[Message], stream: BinaryIO) -> None:
        """Write some messages as one text."""
        writer = make_writer(self.result.form, stream, load_model(), self.write_options)
        for message in messages:
            self.result.resources += message.count
            if message.unread:
                self.lose(left_out(message.file, message.unread))
            if lost_here := lost_in_reading(message):
                self.lose(lost_here)
            if lost := writer.take(message):
                self.lose(Loss(message.file, iri, what) for iri, what in lost)
        self.lose(Loss("", iri, what) for iri, what in writer.finish())

    def write_folder(self, messages: Iterable[Message], folder: Path) -> None:
        """Write each message to a file of its own."""
        names = ResourceFileNames(EXTENSIONS[self.result.form])
        if not FORMS[self.result.form].whole:
            self._split(messages, folder, names)
            return
        for message in messages:
            name = names.name(message.normal_tree)
            if name is not None:
                with open_output(folder / name) as stream:
                    self.write([message], stream)

    def _split(self, messages: Iterable[Message], folder: Path, names: ResourceFileNames) -> None:
        """Write each document that is made of several resources to a file of its own."""
        if FORMS[self.result.form].media_type != "application/json":
            raise UsageError(f"{self.result.form} is written as one file: name it (-o FILE)")
        from clingen_ld.messages.text.temporary import temporary_file

        with temporary_file() as waiting:
            pretty = self.write_options.pretty
            self.write_options = replace(self.write_options, pretty=False)
            self.write(messages, waiting)
            waiting.seek(0)
            write_documents(waiting, folder, names, pretty)

    def lose(self, losses: Iterable[Loss]) -> None:
        """Losses were met. Raises `ClingenError` for the first, when `strict`."""
        for loss in losses:
            if self.strict:
                raise ClingenError(self.result.said(loss))
            self.met(loss)

    def met(self, met: Problem | Loss) -> None:
        self.result.note(met)
        if self.report is not None:
            self.report(met)


@contextmanager
def output_stream(
    output: str | os.PathLike[str] | BinaryIO | None, result: Conversion
) -> Iterator[BinaryIO]:
    """What to write to: a file that appears when it is whole, a stream, or the text of a result."""
    if output is None:
        memory = io.BytesIO()
        yield memory
        result.text = memory.getvalue().decode()
    elif output == "-":
        yield sys.stdout.buffer
    elif isinstance(output, str | os.PathLike):
        check_file_name(os.fspath(output), result.form)
        with open_output(output) as stream:
            yield stream
    elif callable(getattr(output, "write", None)) and not isinstance(output, io.TextIOBase):
        yield output
    else:
        raise TypeError(
            f"the output is a path or a binary stream, not {type(output).__name__}: leave it out "
            "for the text in the result"
        )
