belay --colour
