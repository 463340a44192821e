module example.com/lock-functions

go 1.22
