module example.com/progress-handle

go 1.22
