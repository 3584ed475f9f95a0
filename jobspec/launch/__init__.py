"""How a job makes child jobs: periodic and parameterized."""
