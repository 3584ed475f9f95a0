"""What is wrong with a job: one function per rule, found by its ID."""
