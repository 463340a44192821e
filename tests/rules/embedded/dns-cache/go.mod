module example.com/dns-cache

go 1.22
