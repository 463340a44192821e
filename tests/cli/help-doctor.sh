belay help doctor
