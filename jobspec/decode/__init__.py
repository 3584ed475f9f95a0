"""Texts to job trees, and where each value stood in its text."""
