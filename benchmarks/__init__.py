"""Measuring the package beside its peers: `python -m benchmarks --quick`."""
