"""Resources to quads and back; RDF formats."""
