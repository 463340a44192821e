belay check --effects nowhere.belay
