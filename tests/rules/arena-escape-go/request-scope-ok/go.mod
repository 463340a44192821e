module example.com/request-scope-ok

go 1.22
