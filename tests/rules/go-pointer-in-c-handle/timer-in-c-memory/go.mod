module example.com/timer-in-c-memory

go 1.22
