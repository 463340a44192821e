module example.com/stdio-copy

go 1.22
