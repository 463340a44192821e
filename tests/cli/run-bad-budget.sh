belay run --budget much -- true
