module example.com/query-plan

go 1.24
