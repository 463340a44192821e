belay doctro
