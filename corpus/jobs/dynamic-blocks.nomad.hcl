# Groups, ports and templates made from lists.
variable "shards" {
  type    = list(string)
  default = ["alpha", "beta"]
}

locals {
  ports = { http = 8080, admin = 9090 }
}

job "shards" {
  dynamic "group" {
    for_each = var.shards
    iterator = shard
    labels   = ["shard-${shard.value}"]

    content {
      count = shard.key + 1

      network {
        dynamic "port" {
          for_each = local.ports
          labels   = [port.key]

          content {
            to = port.value
          }
        }
      }

      task "shard" {
        driver = "docker"

        config {
          image = "registry.example.com/shard:1.0"
          ports = keys(local.ports)
        }

        dynamic "template" {
          for_each = ["a.conf", "b.conf"]

          content {
            destination = "local/${template.value}"
            data        = "shard = ${shard.value}\nfile = ${upper(template.value)}\n"
          }
        }

        resources {
          cpu    = 100
          memory = 128
        }
      }
    }
  }
}
