module example.com/atomic-count

go 1.22
