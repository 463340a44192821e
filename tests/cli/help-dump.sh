belay help dump
