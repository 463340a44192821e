module example.com/thread-joined

go 1.22
