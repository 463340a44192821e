belay doctor --format yaml
