# Two services in the mesh: the dashboard talks to the counter through its sidecar.
job "mesh" {
  group "counter" {
    network {
      mode = "bridge"
    }

    service {
      name = "counter"
      port = "9001"

      connect {
        sidecar_service {}
      }

      check {
        expose   = true
        type     = "http"
        name     = "counter health"
        path     = "/health"
        interval = "10s"
        timeout  = "3s"
      }
    }

    task "counter" {
      driver = "docker"

      config {
        image = "hashicorpdev/counter-api:v3"
      }

      resources {
        cpu    = 100
        memory = 64
      }
    }
  }

  group "dashboard" {
    network {
      mode = "bridge"

      port "http" {
        static = 9002
        to     = 9002
      }
    }

    service {
      name = "dashboard"
      port = "http"

      connect {
        sidecar_service {
          proxy {
            upstreams {
              destination_name = "counter"
              local_bind_port  = 8080
            }
          }
        }

        sidecar_task {
          resources {
            cpu    = 50
            memory = 48
          }
        }
      }
    }

    task "dashboard" {
      driver = "docker"

      env {
        COUNTING_SERVICE_URL = "http://${NOMAD_UPSTREAM_ADDR_counter}"
      }

      config {
        image = "hashicorpdev/counter-dashboard:v3"
      }

      resources {
        cpu    = 100
        memory = 64
      }
    }
  }
}
