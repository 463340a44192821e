belay run
