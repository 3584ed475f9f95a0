# A job that is dispatched for each uploaded video.
job "transcode" {
  type = "batch"

  parameterized {
    payload       = "required"
    meta_required = ["format"]
    meta_optional = ["callback_url"]
  }

  meta {
    callback_url = ""
  }

  group "transcode" {
    ephemeral_disk {
      size = 2000
    }

    task "ffmpeg" {
      driver = "exec"

      dispatch_payload {
        file = "input.json"
      }

      config {
        command = "/usr/bin/transcode"
        args    = ["${NOMAD_TASK_DIR}/input.json", "${NOMAD_META_format}"]
      }

      resources {
        cores  = 2
        memory = 1024
      }
    }
  }
}
