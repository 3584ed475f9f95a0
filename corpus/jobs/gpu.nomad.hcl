# Training on a large GPU; the newest driver is liked, an old one refused.
job "train" {
  type      = "batch"
  node_pool = "gpu"

  group "train" {
    task "train" {
      driver = "docker"

      config {
        image = "registry.example.com/train:0.8"
      }

      resources {
        cpu    = 2000
        memory = 8192

        device "nvidia/gpu" {
          count = 1

          constraint {
            attribute = "${device.attr.memory}"
            operator  = ">="
            value     = "16 GiB"
          }

          affinity {
            attribute = "${device.model}"
            operator  = "regexp"
            value     = "A100|H100"
            weight    = 75
          }
        }
      }
    }
  }
}
