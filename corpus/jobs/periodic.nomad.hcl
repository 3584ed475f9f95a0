# A nightly backup; a run that is late is not started beside the next one.
job "backup" {
  type = "batch"

  periodic {
    crons            = ["30 2 * * *", "0 14 * * SUN"]
    prohibit_overlap = true
    time_zone        = "Europe/Berlin"
  }

  group "backup" {
    task "dump" {
      driver = "docker"

      config {
        image   = "registry.example.com/backup:1.9"
        command = "backup"
        args    = ["--target", "s3://backups/${NOMAD_JOB_NAME}"]
      }

      resources {
        cpu    = 200
        memory = 256
      }
    }
  }
}
