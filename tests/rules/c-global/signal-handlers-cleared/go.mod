module example.com/signal-handlers-cleared

go 1.22
