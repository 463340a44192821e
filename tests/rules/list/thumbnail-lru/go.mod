module example.com/thumbnail-lru

go 1.22
