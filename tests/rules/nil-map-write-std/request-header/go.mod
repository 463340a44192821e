module example.com/request-header

go 1.22
