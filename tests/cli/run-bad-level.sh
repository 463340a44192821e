belay run --level bad -- true
