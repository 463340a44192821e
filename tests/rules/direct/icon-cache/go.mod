module example.com/icon-cache

go 1.22
