belay dump nothing
