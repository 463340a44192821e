belay -V=full
