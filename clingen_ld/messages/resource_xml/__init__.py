"""The form resource-xml: the resource model as XML, with FHIR's way to write primitives."""
