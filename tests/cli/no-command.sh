belay
