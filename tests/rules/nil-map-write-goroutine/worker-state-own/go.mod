module example.com/worker-state-own

go 1.22
