module example.com/shutdown-dump

go 1.22
