# A resolver on the well-known port of two hosts.
job "dns" {
  type = "service"

  constraint {
    attribute = "${node.class}"
    operator  = "set_contains_any"
    value     = "edge,compute"
  }

  group "dns" {
    count = 2

    network {
      mode = "host"

      port "dns" {
        static       = 53
        host_network = "default"
      }

      port "metrics" {}
    }

    service {
      name         = "dns"
      port         = "dns"
      provider     = "nomad"
      address_mode = "host"

      check {
        type     = "tcp"
        port     = "dns"
        interval = "10s"
        timeout  = "1s"
      }
    }

    task "coredns" {
      driver = "docker"

      config {
        image        = "coredns/coredns:1.11.3"
        network_mode = "host"
        args         = ["-conf", "/local/Corefile"]
      }

      template {
        destination = "local/Corefile"
        data        = <<-EOT
          .:53 {
            forward . 9.9.9.9
            prometheus :{{ env "NOMAD_PORT_metrics" }}
          }
        EOT
      }

      resources {
        cpu    = 100
        memory = 64
      }
    }
  }
}
