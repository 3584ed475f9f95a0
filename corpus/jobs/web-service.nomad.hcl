# A small web service behind a load balancer: the job most people start with.
job "web" {
  datacenters = ["dc1"]

  group "frontend" {
    count = 3

    network {
      port "http" {
        to = 8080
      }
    }

    update {
      max_parallel      = 1
      canary            = 1
      min_healthy_time  = "15s"
      healthy_deadline  = "3m"
      progress_deadline = "10m"
      auto_revert       = true
      auto_promote      = true
    }

    service {
      name     = "web"
      port     = "http"
      provider = "nomad"
      tags     = ["public", "urlprefix-/"]

      check {
        type     = "http"
        path     = "/healthz"
        interval = "10s"
        timeout  = "2s"
      }
    }

    task "server" {
      driver = "docker"

      config {
        image = "registry.example.com/web:2.4.1"
        ports = ["http"]
      }

      env {
        LISTEN_PORT = "${NOMAD_PORT_http}"
        LOG_LEVEL   = "info"
      }

      resources {
        cpu    = 300
        memory = 256
      }
    }
  }
}
