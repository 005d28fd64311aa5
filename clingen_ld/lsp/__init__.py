"""The language server: what is wrong, what things mean and what may come, while one types."""
