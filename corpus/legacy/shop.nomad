# The shop's cache, as it was written for Nomad 0.8: quoted keys, commas, numbers as texts.
"job" "shop" {
  type = "service", datacenters = ["east", "west",] // both of them
  priority = "60"
  meta { owner = "shop", "shop.tier" = 1 }

  update = {
    max_parallel = 1
    health_check = "checks"
    auto_revert = true /* since the outage */ canary = 1
  }

  group "cache"
  {
    count = "0x2"  # two

    constraint { attribute = "${attr.kernel.name}" value = "linux" }
    constraint {
      distinct_hosts = false
    }

    restart { attempts = 10, interval = "5m", delay = "25s", mode = "delay" }

    # Redis itself
    task "redis" {
      driver = "docker"
      config = {
        image = "redis:7"
        labels { "com.example.team" = "shop", "com.example.tier" = "1" }
        port_map = { db = 6379 }
        args = ["--port", "${NOMAD_PORT_db}", # where it listens
          "--dir", "/data",
        ]
        volumes = [ "data:/data" ]
        mounts = [ { type = "bind" target = "/x" options { uid = 0 } } ]
      }

      env { TZ = "UTC" DEBUG = false }
      env { DEBUG = true }

      template {
        data = <<-EOT
          #!/bin/sh
          exec redis --port ${PORT:-6379} --name {{ env "NOMAD_TASK_NAME" }}
          EOT
        destination = "local/run.sh"
        perms = 0755
      }

      resources { cpu = 500 memory = 256 network { mbits = 10 port "db" {} } }

      service = {
        name = "cache", port = "db"
        tags = "cache"
        check { type = "tcp" interval = "10s" timeout = "2s" }
      }
    }
  }
}
