module example.com/query-cache-array

go 1.22
