module example.com/progress-meter-waits

go 1.22
