module example.com/lru-on-evict-after-remove

go 1.22
