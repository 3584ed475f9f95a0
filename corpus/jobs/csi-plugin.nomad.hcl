# The node half of a storage plugin, on every node.
job "storage-nodes" {
  type = "system"

  group "nodes" {
    task "plugin" {
      driver = "docker"

      config {
        image      = "registry.example.com/csi-driver:2.0"
        privileged = true
        args       = ["--endpoint=unix:///csi/csi.sock", "--mode=node"]
      }

      csi_plugin {
        id             = "block"
        type           = "node"
        mount_dir      = "/csi"
        health_timeout = "45s"
      }

      resources {
        cpu    = 50
        memory = 64
      }
    }
  }
}
