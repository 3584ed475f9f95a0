# Runs once on each node of a class and is done.
job "warm-cache" {
  type = "sysbatch"

  constraint {
    attribute = "${node.class}"
    value     = "compute"
  }

  group "warm" {
    task "pull" {
      driver = "raw_exec"

      config {
        command = "/opt/bin/pull-images"
      }

      resources {
        cpu    = 50
        memory = 64
      }
    }
  }
}
