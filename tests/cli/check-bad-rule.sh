belay check --rules BL101,BL199
