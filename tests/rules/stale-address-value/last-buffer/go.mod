module example.com/last-buffer

go 1.22
