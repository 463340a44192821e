belay rules BL101
