"""The kit of the forms with names of their own: what they share in being read and written."""
