module example.com/worker-owns

go 1.22
