belay help check
