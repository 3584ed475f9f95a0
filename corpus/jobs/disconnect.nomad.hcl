# An edge site with a shaky line: instances are kept while a node is away.
job "edge-cache" {
  datacenters = ["edge"]

  group "cache" {
    disconnect {
      lost_after = "12h"
      replace    = false
      reconcile  = "keep_original"
    }

    reschedule {
      delay          = "5s"
      delay_function = "fibonacci"
      max_delay      = "1h"
      unlimited      = true
    }

    migrate {
      max_parallel     = 1
      min_healthy_time = "20s"
    }

    task "cache" {
      driver = "docker"

      config {
        image = "varnish:7.5"
      }

      resources {
        cpu    = 200
        memory = 256
      }
    }
  }
}
