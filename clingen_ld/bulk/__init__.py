"""Work at volume: inputs in portions, and several processes that work on them in order."""
