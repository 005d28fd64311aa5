"""Triple stores, embedded ones and servers: load, query, export, diff."""
