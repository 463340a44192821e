module example.com/timer-wheel

go 1.22
