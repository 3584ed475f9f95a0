"""Constraint operands: ordering, sets, regular expressions, versions. Knows text only, nothing of jobs or nodes."""
