# One run of a report, on any node that can execute a script.
job "monthly-report" {
  type = "batch"

  group "report" {
    count = 2

    reschedule {
      attempts  = 3
      interval  = "24h"
      delay     = "1m"
      unlimited = false
    }

    task "make" {
      driver = "exec"

      config {
        command = "/usr/local/bin/report"
        args    = ["--month", "${NOMAD_META_month}", "--shard", "${NOMAD_ALLOC_INDEX}"]
      }

      meta {
        month = "2026-10"
      }

      resources {
        cpu    = 500
        memory = 512
      }
    }
  }
}
