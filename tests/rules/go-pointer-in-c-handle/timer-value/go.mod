module example.com/timer-value

go 1.22
