module example.com/reload-swaps

go 1.22
