module example.com/goroutine-takes-lock

go 1.22
