module example.com/goroutine-ok

go 1.22
