module example.com/ring-of-copies

go 1.22
