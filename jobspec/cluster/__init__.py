"""A cluster at one moment: nodes, jobs, allocations, deployments. Immutable."""
