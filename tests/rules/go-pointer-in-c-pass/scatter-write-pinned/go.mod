module example.com/scatter-write-pinned

go 1.22
