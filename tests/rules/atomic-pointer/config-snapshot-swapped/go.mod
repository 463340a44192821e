module example.com/config-snapshot-swapped

go 1.22
