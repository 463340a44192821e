module example.com/reset-and-reuse

go 1.22
