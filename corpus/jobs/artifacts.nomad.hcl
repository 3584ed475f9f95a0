# A binary fetched and checked at start, run without a container.
job "metrics-relay" {
  group "relay" {
    task "relay" {
      driver = "exec"
      user   = "nobody"

      artifact {
        source      = "https://releases.example.com/relay/1.4.0/relay_linux_amd64.tar.gz"
        destination = "local/bin"

        options {
          checksum = "sha256:0f4c3d2e1b0a99887766554433221100ffeeddccbbaa99887766554433221100"
        }

        headers {
          User-Agent = "nomad-job"
        }
      }

      artifact {
        source      = "git::https://git.example.com/ops/relay-config.git"
        destination = "local/config"
        mode        = "dir"
      }

      config {
        command = "local/bin/relay"
        args    = ["-config", "local/config/relay.toml"]
      }

      resources {
        cpu    = 150
        memory = 96
      }
    }
  }
}
