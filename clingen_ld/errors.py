"""Every exception of the package, and the exit code that the command line gives it.

    ClingenError
    ├── UsageError        2    the caller asked for something that does not exist or fit
    ├── InputError        3    an input or output cannot be read or written
    │   └── TextError          a text is not what its form says (line and column known)
    ├── StoreError        4    a store or the network failed
    └── ClusterError      4    a cluster failed, or is not there

This module imports nothing of the package.
"""

from __future__ import annotations

EXIT_CONFORMS = 0
EXIT_DATA_ERRORS = 1
EXIT_USAGE = 2
EXIT_INPUT_OUTPUT = 3
EXIT_STORE = 4
EXIT_INTERRUPTED = 130


class ClingenError(Exception):
    """Base of everything that the package raises on purpose."""

    exit_code = EXIT_DATA_ERRORS


class UsageError(ClingenError, ValueError):
    """A name, form, type or option that does not exist, or does not fit the others."""

    exit_code = EXIT_USAGE


class InputError(ClingenError, OSError):
    """A file, folder or stream that cannot be read or written."""

    exit_code = EXIT_INPUT_OUTPUT

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class TextError(InputError):
    """A text that is not what its form says.

    `line` and `column` are 1-based; both are 1 when the place is not known.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class StoreError(ClingenError):
    """A triple store or the network failed."""

    exit_code = EXIT_STORE


class ClusterError(ClingenError):
    """A cluster that failed, or that cannot be reached."""

    exit_code = EXIT_STORE


def missing_package(what: str, *packages: str) -> UsageError:
    """The error that something needs packages that are not installed.

    The packages are named, and no extra of this one: that works wherever this one came from.

    >>> print(missing_package("to read BCF", "pysam"))
    to read BCF, install pysam: pip install pysam
    """
    return UsageError(f"{what}, install {packages[0]}: pip install {' '.join(packages)}")
