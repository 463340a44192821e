belay -flags
