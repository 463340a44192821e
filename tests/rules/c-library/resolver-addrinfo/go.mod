module example.com/resolver-addrinfo

go 1.22
