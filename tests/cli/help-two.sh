belay help doctor version
