module example.com/lru-on-evict

go 1.22
