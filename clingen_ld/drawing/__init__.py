"""Pictures of alleles and of the model, as SVG and PNG."""
