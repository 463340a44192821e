module example.com/route-cache

go 1.22
