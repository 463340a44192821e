module example.com/double-buffer

go 1.22
