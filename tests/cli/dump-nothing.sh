belay dump
