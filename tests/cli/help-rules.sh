belay help rules
