module example.com/plan-cache-ok

go 1.22
