module example.com/once-in-both

go 1.22
