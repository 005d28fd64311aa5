"""N-Quads of any size, read resource by resource."""
