# Asks for more memory than any node has left.
job "warehouse" {
  datacenters = ["dc1", "dc2"]

  group "warehouse" {
    task "load" {
      driver = "docker"

      config {
        image = "registry.example.com/warehouse:1.0"
      }

      resources {
        cpu    = 1000
        memory = 60000
      }
    }
  }
}
