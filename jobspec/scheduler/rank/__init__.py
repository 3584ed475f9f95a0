"""How good a node is for a group: one file per kind of score."""
