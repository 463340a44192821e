belay report
