belay version now
