module example.com/current-and-next

go 1.22
