module example.com/owner-set-takes

go 1.22
