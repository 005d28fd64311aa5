"""The form interpretation: alleles inside pathogenicity interpretations."""
