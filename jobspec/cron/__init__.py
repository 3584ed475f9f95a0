"""Cron expressions and their launches. Knows times and zones, nothing of jobs."""
