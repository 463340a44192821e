belay scan
