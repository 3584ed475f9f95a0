# Written years ago and never touched: old blocks that a server still reads, with warnings.
job "wiki" {
  datacenters = ["dc1"]

  group "wiki" {
    count = 1

    network {
      mbits = 10
      port "http" {
        to = 3000
      }
    }

    task "wiki" {
      driver = "docker"

      config {
        image = "registry.example.com/wiki:0.9"
        ports = ["http"]
      }

      service {
        name = "wiki"
        port = "http"
      }

      resources {
        cpu    = 200
        memory = 256
      }
    }
  }
}
