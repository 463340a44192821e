belay help report
