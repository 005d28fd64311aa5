"""The user's own SHACL shapes: read, run by pySHACL, and located in messages."""
