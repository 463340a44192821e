module example.com/progress-user-data

go 1.22
