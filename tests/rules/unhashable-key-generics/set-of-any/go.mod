module example.com/set-of-any

go 1.22
