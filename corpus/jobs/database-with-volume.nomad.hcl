# A database that keeps its data on a host volume and must never run twice.
job "postgres" {
  datacenters = ["dc1"]
  type        = "service"
  priority    = 80

  group "db" {
    count = 1

    volume "data" {
      type      = "host"
      source    = "postgres-data"
      read_only = false
    }

    network {
      mode = "bridge"
      port "db" {
        static = 5432
        to     = 5432
      }
    }

    restart {
      attempts = 3
      interval = "10m"
      delay    = "20s"
      mode     = "delay"
    }

    task "postgres" {
      driver       = "docker"
      kill_timeout = "60s"
      kill_signal  = "SIGINT"

      volume_mount {
        volume      = "data"
        destination = "/var/lib/postgresql/data"
      }

      config {
        image = "postgres:16.4"
        ports = ["db"]
      }

      template {
        destination = "secrets/pg.env"
        env         = true
        data        = <<-EOT
          POSTGRES_DB=orders
          POSTGRES_USER=orders
          {{ with nomadVar "nomad/jobs/postgres" }}POSTGRES_PASSWORD={{ .password }}{{ end }}
        EOT
      }

      resources {
        cpu        = 1000
        memory     = 1024
        memory_max = 2048
      }
    }

    service {
      name     = "postgres"
      port     = "db"
      provider = "nomad"

      check {
        name     = "accepts connections"
        type     = "tcp"
        interval = "15s"
        timeout  = "3s"
      }
    }
  }
}
