module example.com/thread-argument

go 1.22
