module example.com/expiring-cache

go 1.22
