module example.com/set-of

go 1.22
