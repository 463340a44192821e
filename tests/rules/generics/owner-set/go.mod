module example.com/owner-set

go 1.22
