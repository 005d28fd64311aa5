"""The form json-ld: JSON-LD 1.1 with the project's contexts."""
