"""What users' own tests need: a simulated server, Hypothesis strategies."""
