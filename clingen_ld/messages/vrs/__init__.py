"""The form vrs: Alleles of GA4GH VRS 2, and the recipes of Cat-VRS that gather them."""
