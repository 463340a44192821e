module example.com/progress-meter

go 1.22
