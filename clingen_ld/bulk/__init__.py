"""Work at volume: inputs in portions, processed in order by several processes."""
