module example.com/checksums-by-index

go 1.22
