module example.com/crash-log

go 1.22
