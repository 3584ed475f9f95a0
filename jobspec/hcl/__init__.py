"""The HCL language, usable alone. Knows nothing of jobs and imports no pydantic."""
