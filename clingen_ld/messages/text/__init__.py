"""Texts: strict JSON and XML with places, lines, compression, inputs."""
