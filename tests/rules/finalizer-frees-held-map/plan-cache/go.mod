module example.com/plan-cache

go 1.22
