module example.com/resolver-addrinfo-last

go 1.22
