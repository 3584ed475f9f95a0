"""How results look: one file per format."""
