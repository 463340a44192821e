module example.com/other-instance-drained

go 1.22
