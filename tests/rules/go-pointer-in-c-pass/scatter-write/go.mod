module example.com/scatter-write

go 1.22
