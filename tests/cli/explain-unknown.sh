belay explain freed-while-hold
