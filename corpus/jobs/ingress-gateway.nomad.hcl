# An ingress gateway in front of the mesh.
job "ingress" {
  group "gateway" {
    network {
      mode = "bridge"

      port "inbound" {
        static = 8088
        to     = 8088
      }
    }

    service {
      name = "ingress"
      port = "8088"

      connect {
        gateway {
          proxy {
            connect_timeout = "3s"
          }

          ingress {
            listener {
              port     = 8088
              protocol = "tcp"

              service {
                name = "counter"
              }
            }
          }
        }
      }
    }
  }
}
