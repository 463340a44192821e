module example.com/shutdown-dump-first

go 1.22
