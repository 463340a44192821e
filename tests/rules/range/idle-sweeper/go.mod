module example.com/idle-sweeper

go 1.22
