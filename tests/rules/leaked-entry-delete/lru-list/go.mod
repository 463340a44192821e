module example.com/lru-list

go 1.22
