"""Much at once: inputs in portions, and several processes that work on them in order."""
