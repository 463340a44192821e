module example.com/query-rows

go 1.22
