module example.com/unpinned-by-close

go 1.22
