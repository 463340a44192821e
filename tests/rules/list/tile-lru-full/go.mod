module example.com/tile-lru-full

go 1.22
