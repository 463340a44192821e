belay help run
