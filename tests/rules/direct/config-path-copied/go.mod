module example.com/config-path-copied

go 1.22
