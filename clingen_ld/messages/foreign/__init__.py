"""The kit of mapped forms: what forms with names of their own share in reading and writing."""
