"""Message forms: any text to resources in normal form, and back."""
