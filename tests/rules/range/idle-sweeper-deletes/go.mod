module example.com/idle-sweeper-deletes

go 1.22
