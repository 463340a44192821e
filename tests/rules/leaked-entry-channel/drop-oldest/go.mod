module example.com/drop-oldest

go 1.22
