"""The form vcf: VCF files (4.2 and later) and BCF, read and written."""
