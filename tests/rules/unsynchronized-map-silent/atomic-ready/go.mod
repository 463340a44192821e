module example.com/atomic-ready

go 1.22
