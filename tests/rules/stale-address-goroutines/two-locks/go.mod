module example.com/two-locks

go 1.22
