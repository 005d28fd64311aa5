"""Resources as quads and quads as resources, by the standards; RDF formats."""
