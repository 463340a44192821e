belay check -j 1000
