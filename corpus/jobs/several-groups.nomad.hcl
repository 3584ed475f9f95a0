# An application of three parts that are deployed together.
job "forum" {
  namespace = "default"
  region    = "global"

  meta {
    owner = "community"
  }

  group "web" {
    count = 2

    network {
      port "http" {}
    }

    task "web" {
      driver = "docker"

      config {
        image = "registry.example.com/forum-web:12.1"
        ports = ["http"]
      }

      resources {
        cpu    = 200
        memory = 256
      }
    }
  }

  group "jobs" {
    task "jobs" {
      driver = "docker"

      config {
        image = "registry.example.com/forum-jobs:12.1"
      }

      restart {
        attempts = 10
        interval = "30m"
        delay    = "30s"
        mode     = "delay"
      }

      resources {
        cpu    = 150
        memory = 200
      }
    }
  }

  group "redis" {
    ephemeral_disk {
      size    = 500
      sticky  = true
      migrate = true
    }

    network {
      port "redis" {
        to = 6379
      }
    }

    task "redis" {
      driver = "docker"

      config {
        image = "redis:7.4"
        ports = ["redis"]
      }

      resources {
        cpu    = 100
        memory = 128
      }
    }
  }
}
