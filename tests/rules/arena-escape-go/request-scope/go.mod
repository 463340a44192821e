module example.com/request-scope

go 1.22
