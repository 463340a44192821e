module example.com/closed-flag

go 1.22
