# A block device for each instance.
job "ledger" {
  group "ledger" {
    count = 2

    volume "ledger" {
      type            = "csi"
      source          = "ledger"
      per_alloc       = true
      access_mode     = "single-node-writer"
      attachment_mode = "file-system"

      mount_options {
        fs_type     = "ext4"
        mount_flags = ["noatime"]
      }
    }

    task "ledger" {
      driver = "docker"

      volume_mount {
        volume      = "ledger"
        destination = "/data"
      }

      config {
        image = "registry.example.com/ledger:1.1"
      }

      resources {
        cpu    = 300
        memory = 512
      }
    }
  }
}
