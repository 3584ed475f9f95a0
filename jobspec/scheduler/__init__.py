"""What the cluster would do with a job. Pure; knows neither HCL nor any text."""
