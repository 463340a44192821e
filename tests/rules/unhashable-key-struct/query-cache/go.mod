module example.com/query-cache

go 1.22
