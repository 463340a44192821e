belay doctor --frmat json
