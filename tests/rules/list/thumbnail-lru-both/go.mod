module example.com/thumbnail-lru-both

go 1.22
