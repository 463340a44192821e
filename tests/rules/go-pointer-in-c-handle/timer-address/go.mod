module example.com/timer-address

go 1.22
