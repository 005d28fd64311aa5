"""The form vcf: variant files (VCF 4.2 and later, and BCF), read and written."""
