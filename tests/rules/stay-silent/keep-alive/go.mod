module example.com/keep-alive

go 1.22
