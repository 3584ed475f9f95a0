job "nightly" {
  /* A dump every night; the server of today
     wants HCL2. */
  datacenters = ["east"]
  type        = "batch"

  # vault_token = "s.0000"

  periodic {
    cron             = "0 2 * * *"
    prohibit_overlap = true
    time_zone        = "Europe/Berlin"
  }

  group "dump" {
    task "dump" {
      driver = "raw_exec"

      config {
        # command = "/bin/sh"
        args = ["-c", <<SCRIPT
set -e
name="$${HOST%%.*}-$(date +%%{Y})"
echo "${node.datacenter} $name \n"
SCRIPT
        ]
        command = "/bin/bash"
      }

      logs { max_files = 3 }

      artifact {
        source = "https://example.com/dump.tgz"
        options { checksum = "md5:00" }
      }

      meta = { "a.b" = 1, b = 2 }
    }
  }
}
