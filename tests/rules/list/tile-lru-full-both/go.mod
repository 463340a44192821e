module example.com/tile-lru-full-both

go 1.22
