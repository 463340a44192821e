module example.com/cleanup-region

go 1.24
