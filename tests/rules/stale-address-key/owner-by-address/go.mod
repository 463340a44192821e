module example.com/owner-by-address

go 1.22
