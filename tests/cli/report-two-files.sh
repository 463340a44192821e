belay report a b
