# A log shipper on every Linux node.
job "log-shipper" {
  type     = "system"
  priority = 70

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  update {
    stagger      = "30s"
    max_parallel = 2
  }

  group "shipper" {
    task "vector" {
      driver = "docker"

      config {
        image   = "timberio/vector:0.41.1-alpine"
        volumes = ["/var/log:/host/var/log:ro"]
      }

      resources {
        cpu    = 100
        memory = 128
      }

      logs {
        max_files     = 2
        max_file_size = 5
      }
    }
  }
}
