module example.com/goroutine-under-lock

go 1.22
