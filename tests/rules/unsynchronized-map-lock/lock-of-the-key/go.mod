module example.com/lock-of-the-key

go 1.22
