module example.com/explicit-close-ok

go 1.22
