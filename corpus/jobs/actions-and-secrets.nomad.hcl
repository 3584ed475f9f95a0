# Commands for operators to run inside the task, and a secret from a provider.
job "orders" {
  group "orders" {
    task "orders" {
      driver = "docker"

      config {
        image = "registry.example.com/orders:6.3"
      }

      action "flush-cache" {
        command = "/app/bin/cache"
        args    = ["flush", "--all"]
      }

      action "queue-depth" {
        command = "/app/bin/queue"
        args    = ["depth"]
      }

      secret "stripe" {
        provider = "nomad"
        path     = "nomad/jobs/orders/stripe"

        config {
          namespace = "default"
        }
      }

      env {
        STRIPE_KEY = "${secret.stripe.key}"
      }

      resources {
        cpu    = 300
        memory = 300
      }
    }
  }
}
