module example.com/set-of-encoded

go 1.22
