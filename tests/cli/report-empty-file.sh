: >empty
belay report empty
