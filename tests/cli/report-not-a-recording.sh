head -c 100000 /dev/zero >zeros
belay report zeros
