module example.com/request-header-made

go 1.22
