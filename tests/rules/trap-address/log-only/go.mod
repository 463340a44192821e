module example.com/log-only

go 1.22
