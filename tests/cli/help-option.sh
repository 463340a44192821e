belay doctor --help
