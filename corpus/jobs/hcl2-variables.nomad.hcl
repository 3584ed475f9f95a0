# One file for every environment: variables with types and rules, locals, functions.
variable "environment" {
  type    = string
  default = "staging"

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment is staging or production."
  }
}

variable "replicas" {
  type        = number
  default     = 2
  description = "Instances of each worker"
}

variable "labels" {
  type = map(string)
  default = {
    team = "payments"
  }
}

locals {
  production = var.environment == "production"
  image      = format("registry.example.com/worker:%s", local.production ? "4.1.0" : "4.2.0-rc1")
  labels     = merge(var.labels, { environment = var.environment })
}

job "worker" {
  datacenters = local.production ? ["dc1", "dc2"] : ["dc1"]

  meta = local.labels

  group "worker" {
    count = local.production ? var.replicas * 2 : var.replicas

    task "worker" {
      driver = "docker"

      config {
        image = local.image
        args  = [for key in sort(keys(local.labels)) : "--label=${key}=${local.labels[key]}"]
      }

      env = {
        GREETING = "%{if local.production}careful%{else}hello%{endif}"
        NODE     = "${node.unique.name}"
      }

      resources {
        cpu    = 200
        memory = local.production ? 512 : 256
      }
    }
  }
}
