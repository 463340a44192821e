module example.com/left-running-copied

go 1.22
