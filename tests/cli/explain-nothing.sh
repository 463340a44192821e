belay explain
