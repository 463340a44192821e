module example.com/reload-ok

go 1.22
