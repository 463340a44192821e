belay version && belay --version
