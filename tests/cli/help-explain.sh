belay explain --help
