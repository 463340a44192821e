module example.com/half-pinned

go 1.22
