"""The form registry: replies of the ClinGen Allele Registry."""
