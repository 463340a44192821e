belay run -- ./nothere
