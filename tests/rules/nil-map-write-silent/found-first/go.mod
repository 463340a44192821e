module example.com/found-first

go 1.22
