module example.com/worker-state

go 1.22
