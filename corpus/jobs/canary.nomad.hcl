# Blue and green: as many canaries as instances, promoted by hand.
job "checkout" {
  datacenters = ["dc1", "dc2"]

  update {
    max_parallel      = 2
    canary            = 2
    min_healthy_time  = "30s"
    healthy_deadline  = "5m"
    progress_deadline = "15m"
    auto_revert       = true
  }

  group "checkout" {
    count = 2

    spread {
      attribute = "${node.datacenter}"
      weight    = 80

      target "dc1" {
        percent = 60
      }

      target "dc2" {
        percent = 40
      }
    }

    network {
      port "http" {}
    }

    service {
      name     = "checkout"
      port     = "http"
      provider = "nomad"

      canary_tags = ["canary"]

      check {
        type     = "http"
        path     = "/ready"
        interval = "5s"
        timeout  = "1s"

        check_restart {
          limit = 3
          grace = "30s"
        }
      }
    }

    task "api" {
      driver = "docker"

      config {
        image = "registry.example.com/checkout:7.12.0"
        ports = ["http"]
      }

      resources {
        cpu    = 500
        memory = 512
      }
    }
  }
}
