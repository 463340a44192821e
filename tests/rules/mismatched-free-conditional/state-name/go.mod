module example.com/state-name

go 1.22
