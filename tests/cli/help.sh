belay help
