module example.com/atomic-swap

go 1.22
