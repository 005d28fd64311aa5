"""SHACL shapes of the user's own: read, run by pySHACL, and their results placed in messages."""
