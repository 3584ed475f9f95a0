"""What changed between two jobs."""
