module example.com/snapshot-copies

go 1.22
