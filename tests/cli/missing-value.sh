belay doctor --format
