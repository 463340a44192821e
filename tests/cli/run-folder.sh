belay run -- /
