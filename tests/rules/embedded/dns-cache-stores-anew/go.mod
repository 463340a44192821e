module example.com/dns-cache-stores-anew

go 1.22
