# Tasks around the main one: an init step, a sidecar, a hook after the stop.
job "shop" {
  group "shop" {
    shutdown_delay = "10s"

    network {
      port "http" {}
    }

    task "migrate" {
      driver = "docker"

      lifecycle {
        hook = "prestart"
      }

      config {
        image   = "registry.example.com/shop:5.5"
        command = "migrate"
      }

      resources {
        cpu    = 400
        memory = 256
      }
    }

    task "proxy" {
      driver = "docker"

      lifecycle {
        hook    = "prestart"
        sidecar = true
      }

      config {
        image = "envoyproxy/envoy:v1.31.2"
      }

      resources {
        cpu    = 100
        memory = 128
      }
    }

    task "shop" {
      driver = "docker"
      leader = true

      config {
        image = "registry.example.com/shop:5.5"
        ports = ["http"]
      }

      resources {
        cpu    = 400
        memory = 512
      }
    }

    task "farewell" {
      driver = "docker"

      lifecycle {
        hook = "poststop"
      }

      config {
        image = "registry.example.com/shop-farewell:1.0"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
