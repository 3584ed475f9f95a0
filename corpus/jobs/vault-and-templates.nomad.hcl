# Credentials from Vault, rendered into a configuration file that is reloaded by a signal.
job "billing" {
  group "billing" {
    network {
      port "http" {}
    }

    task "billing" {
      driver = "docker"

      vault {
        role        = "billing"
        change_mode = "noop"
      }

      identity {
        env  = true
        file = true
      }

      template {
        destination     = "${NOMAD_SECRETS_DIR}/db.ini"
        perms           = "0400"
        change_mode     = "signal"
        change_signal   = "SIGHUP"
        splay           = "10s"
        left_delimiter  = "<%"
        right_delimiter = "%>"
        data            = <<EOF
[database]
<% with secret "database/creds/billing" %>
user = <% .Data.username %>
pass = <% .Data.password %>
<% end %>
EOF
      }

      template {
        destination = "local/features.json"
        data        = <<-EOF
          {
            "port": {{ env "NOMAD_PORT_http" }},
            "percent": "100%",
            "home": "$HOME"
          }
        EOF

        wait {
          min = "5s"
          max = "1m"
        }
      }

      config {
        image = "registry.example.com/billing:3.0.2"
        ports = ["http"]

        mount {
          type   = "bind"
          source = "local/features.json"
          target = "/etc/billing/features.json"
        }
      }

      resources {
        cpu    = 250
        memory = 300
      }
    }
  }
}
