belay vet.cfg
