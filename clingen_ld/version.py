"""The version of the package, which has one home."""

__version__ = "0.1.0"
