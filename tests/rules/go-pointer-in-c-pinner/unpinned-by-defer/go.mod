module example.com/unpinned-by-defer

go 1.22
