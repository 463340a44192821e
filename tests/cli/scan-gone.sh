belay scan 2147483647
