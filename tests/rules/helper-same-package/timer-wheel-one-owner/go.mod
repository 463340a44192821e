module example.com/timer-wheel-one-owner

go 1.22
