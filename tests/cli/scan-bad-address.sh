belay scan --address 12xy 1
