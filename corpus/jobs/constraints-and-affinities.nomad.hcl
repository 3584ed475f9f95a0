# Where it may run, where it would rather run, and how it spreads.
job "search" {
  datacenters = ["dc*"]

  constraint {
    attribute = "${attr.nomad.version}"
    operator  = "semver"
    value     = ">= 1.8.0"
  }

  constraint {
    attribute = "${attr.os.name}"
    operator  = "regexp"
    value     = "^(debian|ubuntu)$"
  }

  constraint {
    operator = "distinct_hosts"
    value    = "true"
  }

  affinity {
    attribute = "${node.class}"
    value     = "storage"
    weight    = 50
  }

  spread {
    attribute = "${meta.rack}"
  }

  group "search" {
    count = 3

    constraint {
      attribute = "${meta.ssd}"
      operator  = "is_set"
    }

    task "search" {
      driver = "docker"

      config {
        image = "opensearchproject/opensearch:2.17.0"
      }

      resources {
        cpu    = 400
        memory = 1024
      }
    }
  }
}
