module example.com/query-plan-ok

go 1.24
