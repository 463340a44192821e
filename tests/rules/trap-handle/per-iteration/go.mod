module example.com/per-iteration

go 1.22
