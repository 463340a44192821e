module example.com/left-running

go 1.22
