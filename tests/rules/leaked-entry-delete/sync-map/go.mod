module example.com/sync-map

go 1.22
