"""The service: the verbs over HTTP, and the resources of a store at their paths."""
