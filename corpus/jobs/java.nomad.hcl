# A service that runs on the Java driver and brings its own configuration.
job "ledger-api" {
  datacenters = ["dc2"]

  ui {
    description = "Ledger API, owned by **finance**"

    link {
      label = "Runbook"
      url   = "https://wiki.example.com/ledger-api"
    }
  }

  group "api" {
    consul {
      namespace = "default"
    }

    network {
      port "http" {}

      dns {
        servers = ["10.0.0.2", "10.0.0.3"]
      }
    }

    task "api" {
      driver         = "java"
      shutdown_delay = "5s"

      config {
        jar_path    = "local/api.jar"
        jvm_options = ["-Xmx256m", "-Dport=${NOMAD_PORT_http}"]
      }

      artifact {
        source      = "https://artifacts.example.com/ledger/api.jar"
        destination = "local/api.jar"
        mode        = "file"
      }

      resources {
        cpu    = 600
        memory = 512
      }
    }
  }
}
