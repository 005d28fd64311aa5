"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from clingen_ld.cli.inputs import StoreAddress
from clingen_ld.errors import UsageError
from clingen_ld.model import DEFAULT_BASE, base_iri, check_type, load_model

if TYPE_CHECKING:
    from clingen_ld.messages.message import Engine, ReadOptions
    from clingen_ld.messages.text.exclusion import Exclusion
    from clingen_ld.validation.configuration import Configuration


F = TypeVar("F", bound=Callable[..., Any])


flag = partial(click.option, is_flag=True)
"""An option without a value."""
number_option = partial(click.option, type=click.IntRange(min=1), show_default=True)
"""An option with a number from 1 on, which has a default."""


def choice(*names: str, of: Sequence[str], help: str) -> Callable[[F], F]:
    """An option with one of some values, the first of which is the default."""
    kind = click.Choice(of)
    return click.option(*names, type=kind, default=of[0], show_default=True, help=help)


def complete_form(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The forms that begin with the typed text."""
    from clingen_ld.messages.forms import FORMS

    return [form for form in FORMS if form.startswith(incomplete.lower())]


def complete_type(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The resource types that begin with the typed text."""
    names = load_model().resources
    return [name for name in names if name.lower().startswith(incomplete.lower())]


def complete_rule(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The rules that begin with the typed text."""
    return [rule for rule in load_model().rules if rule.startswith(incomplete.upper())]


def _known_type(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    check_type(name)
    return name


inputs_argument = click.argument(
    "inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path()
)
optional_inputs_argument = click.argument(
    "inputs", nargs=-1, metavar="[INPUT...]", type=click.Path()
)
"""The inputs of a command that may have a store in their place."""
form_option = click.option(
    "--form",
    "--from",
    "form",
    metavar="FORM",
    shell_complete=complete_form,
    help="Form of the input, one of those that `clingen-ld forms` lists (default: by its content).",
)
_type = partial(
    click.option, "--type", "type_", metavar="TYPE", shell_complete=complete_type,
    callback=_known_type,
)  # fmt: skip
type_option = _type(help="Resource type of the input, such as Gene (default: by its content).")
wanted_type_option = _type(help="Give only resources of this type, such as Gene.")
base_option = click.option(
    "--base", metavar="IRI", help=f"Base IRI of resources and references (default: {DEFAULT_BASE})."
)
remote_option = flag(
    "--allow-remote-contexts",
    help="Fetch JSON-LD contexts that are not in the package (https only).",
)
_assembly = partial(click.option, "--assembly", metavar="BUILD")
assembly_option = _assembly(
    help="Genome build of a VCF file, such as GRCh38 (default: from its header)."
)
written_assembly_option = _assembly(
    help="Genome build of a VCF file that is written, such as GRCh38 (default: that of the first "
    "allele)."
)
skip_foreign_option = flag(
    "--skip-foreign", help="Skip files that hold no message, such as other files of a repository."
)
exclude_option = click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Skip these in folders: a pattern as in .gitignore, relative to the working folder.",
)
gitignore_option = flag("--no-gitignore", help="In folders, read what .gitignore leaves out, too.")
max_size_option = click.option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MB",
    help="Size of the largest message that is read (default: 64).",
)
engine_option = choice(
    "--engine",
    of=("auto", "direct", "standard"),
    help="Engine that reads messages: both give the same; direct is faster where it applies.",
)


def sequences_option_for(help: str) -> Callable[[F], F]:
    """The option `--sequences` of a command, with what it takes and for what."""
    return click.option("--sequences", type=click.Path(), metavar="PATH", help=help)


sequences_option = sequences_option_for(
    "FASTA file or SeqRepo folder, for the forms that need sequences (vrs, vcf)."
)
checking_sequences_option = sequences_option_for(
    "FASTA file or SeqRepo folder to check alleles against."
)


def _field_names(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    from clingen_ld.messages.vcf.info import info_names

    names = info_names(given)
    if given and not names:
        raise UsageError("--info is followed by names of INFO fields, such as AF,CLNSIG")
    return names


def info_option(help: str) -> Callable[[F], F]:
    """The option `--info` of a command that takes INFO fields of VCF; it gets their names."""
    text = f"{help} (several with commas between them)."
    return click.option("--info", multiple=True, metavar="FIELD", callback=_field_names, help=text)


keep_info_option = info_option(
    "Keep this INFO field of VCF as an annotation of the allele; all of them by the name all"
)
journal_option = click.option(
    "--journal",
    type=click.Path(dir_okay=False),
    metavar="PATH",
    help="Where a load notes how far it came (default: beside the store; for a server, in your "
    "state folder).",
)


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    callback=lambda _, __, value: None if value == "-" else value,
    help="Write to this file (default: standard output).",
)
pretty_option = flag("--pretty", help="Indent JSON and XML.")
strict_option = flag("--strict", help="Fail when the form cannot carry everything.")
inline_context_option = flag(
    "--inline-context", help="Put the context itself into JSON-LD, not its IRI."
)
links_option = flag(
    "--links",
    help="Add links to identifiers.org, dbSNP, ClinVar, TogoVar and the like, in forms of RDF.",
)
faldo_option = flag(
    "--faldo",
    help="Add places in FALDO, and types of the Sequence Ontology and GENO, in forms of RDF.",
)
layout_option = choice(
    "--layout",
    of=("inlined", "bundle"),
    help="Of vrs: one object a line, or one bundle of sections as ClinVar-GKS has them.",
)
to_option = click.option(
    "--to",
    default="resource-json",
    show_default=True,
    metavar="FORM",
    shell_complete=complete_form,
    help="Form of the output.",
)


def jobs_option(help: str, default: int | None = 1) -> Callable[[F], F]:
    """The option `--jobs` of a command that can use several processes."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=default,
        show_default=default is not None,
        metavar="N",
        help=help,
    )


def format_option(help: str, default: str, *others: str) -> Callable[[F], F]:
    """The option `--format` of a command with several formats."""
    return choice("--format", "format_", of=(default, *others), help=help)


def bundle(
    name: str, make: Callable[..., Any], *options: Callable[[F], F]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options whose values a command gets as one argument, made from them by name."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        names: list[str] = []

        @wraps(function)
        def command(*args: Any, **values: Any) -> Any:
            given = {key: values.pop(key) for key in names}
            return function(*args, **values, **{name: make(**given)})

        for option in reversed(options):
            command = option(command)
            names.append(vars(command)["__click_params__"][-1].name)
        return command

    return decorate


writing_options = bundle(
    "writing", dict, sequences_option, pretty_option, strict_option, inline_context_option,
    links_option, faldo_option, layout_option,
)  # fmt: skip
"""How to write a form; the command gets a `WritingOptions`."""


class ReadingChoices(NamedTuple):
    """The read options of a command, from the command line."""

    form: str | None = None
    type_: str | None = None
    base: str | None = None
    allow_remote_contexts: bool = False
    assembly: str | None = None
    skip_foreign: bool = False
    max_size: int | None = None
    exclude: tuple[str, ...] = ()
    no_gitignore: bool = False
    engine: Engine = "auto"

    def options(self, settings: Configuration) -> ReadOptions:
        """The read options; the settings supply missing ones.

        Raises `UsageError` for an invalid form or base.
        """
        from clingen_ld.messages.forms import form_name
        from clingen_ld.messages.message import ReadOptions

        form, max_size = self.form or settings.form, self.max_size or settings.max_size
        made = ReadOptions(
            form=form_name(form) if form is not None else None,
            type=self.type_,
            base=base_iri(settings.base if self.base is None else self.base),
            allow_remote_contexts=self.allow_remote_contexts,
            assembly=self.assembly,
            skip_foreign=self.skip_foreign,
            exclude=self._exclusion(settings),
            engine=self.engine,
        )
        return made if max_size is None else replace(made, largest=max_size * 1024 * 1024)

    def _exclusion(self, settings: Configuration) -> Exclusion:
        """What is skipped in folders, by the command line and the settings."""
        from clingen_ld.messages.text.exclusion import Exclusion, specification

        if self.exclude:
            specification(self.exclude)  # raises for an invalid pattern
        given = tuple((os.getcwd(), pattern) for pattern in self.exclude)
        follows = not self.no_gitignore and settings.gitignore
        return Exclusion((*given, *settings.excluded()), follows)


_reading_options = (
    form_option, type_option, base_option, assembly_option, remote_option, skip_foreign_option,
    max_size_option, exclude_option, gitignore_option,
)  # fmt: skip
reading_options = bundle("reading", ReadingChoices, *_reading_options, engine_option)


# For commands with another --engine.
reading_without_engine_options = bundle("reading", ReadingChoices, *_reading_options)


def read_settings(
    config: str | None, no_config: bool, select: tuple[str, ...], ignore: tuple[str, ...]
) -> Configuration:
    """The settings of the named file, or else of the one for the working folder, with the rules
    that the command line ignores.

    Raises `InputError` if a file cannot be read, `UsageError` if it is invalid.
    """
    from clingen_ld.validation.configuration import rules_named

    model = load_model()
    left_out = rules_named(ignore, model)
    if select:
        left_out |= frozenset(model.rules) - rules_named(select, model)
    settings = _settings(config, no_config)
    return replace(settings, ignore=settings.ignore | left_out)


def read_settings_of_reading(config: str | None, no_config: bool) -> Configuration:
    """The settings for a command that reads without validating, as `read_settings`.

    The form of a team's messages does not apply to everything that is converted or framed.
    """
    return replace(_settings(config, no_config), form=None)


def _settings(config: str | None, no_config: bool) -> Configuration:
    from clingen_ld.validation.configuration import (
        Configuration,
        find_configuration,
        read_configuration,
    )

    if no_config:
        return Configuration()
    path = config if config is not None else find_configuration(os.getcwd())
    return Configuration() if path is None else read_configuration(path, load_model())


_config_options = (
    click.option(
        "--config", metavar="FILE", help="Settings (default: clingen-ld.toml, pyproject.toml)."
    ),
    flag("--no-config", help="Ignore settings files."),
)
config_options = bundle("settings", read_settings_of_reading, *_config_options)
"""The options of a command that reads without validating."""
settings_options = bundle(
    "settings",
    read_settings,
    *_config_options,
    click.option(
        "--select", multiple=True, metavar="RULE", help="Only these rules, or groups such as HG."
    ),
    click.option(
        "--ignore", multiple=True, metavar="RULE", help="Leave rules out, or groups such as HG."
    ),
)


partial_option = flag("--partial", help="The set is incomplete: references need not resolve.")
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="Minimum severity that makes the exit code 1 (default: error).",
)


def store_options(
    required: bool = True, help: str = "The store: a folder, or the URL of a server."
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options for the address of a store; the command gets a `StoreAddress`."""
    return bundle(
        "store",
        StoreAddress,
        click.option("--store", "location", required=required, metavar="LOCATION", help=help),
        click.option(
            "--query-endpoint", metavar="URL", help="SPARQL query endpoint of the server."
        ),
        click.option(
            "--update-endpoint", metavar="URL", help="SPARQL update endpoint of the server."
        ),
        click.option("--graph-store", metavar="URL", help="Graph Store endpoint of the server."),
    )
