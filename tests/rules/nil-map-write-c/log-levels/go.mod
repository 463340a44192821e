module example.com/log-levels

go 1.22
