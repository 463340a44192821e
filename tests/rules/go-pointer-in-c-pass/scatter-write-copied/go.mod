module example.com/scatter-write-copied

go 1.22
