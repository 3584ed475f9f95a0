"""What makes the server's answers real: a clock, evaluations, clients that run tasks, deployments, launches."""
