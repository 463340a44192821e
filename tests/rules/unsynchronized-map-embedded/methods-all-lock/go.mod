module example.com/methods-all-lock

go 1.22
