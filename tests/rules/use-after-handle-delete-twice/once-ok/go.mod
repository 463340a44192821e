module example.com/once-ok

go 1.22
