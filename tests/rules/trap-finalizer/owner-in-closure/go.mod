module example.com/owner-in-closure

go 1.22
