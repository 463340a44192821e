belay report nothere
