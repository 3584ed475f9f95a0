# Bounds for an autoscaler, for the group's count and for the task's memory.
job "queue" {
  group "consumer" {
    scaling {
      enabled = true
      min     = 2
      max     = 12

      policy {
        cooldown            = "2m"
        evaluation_interval = "30s"

        check "depth" {
          source = "prometheus"
          query  = "sum(queue_depth)"

          strategy "target-value" {
            target = 100
          }
        }
      }
    }

    task "consumer" {
      driver = "docker"

      scaling "mem" {
        min = 128
        max = 1024

        policy {
          cooldown = "5m"
        }
      }

      config {
        image = "registry.example.com/consumer:2.2"
      }

      resources {
        cpu    = 100
        memory = 128
      }
    }
  }
}
