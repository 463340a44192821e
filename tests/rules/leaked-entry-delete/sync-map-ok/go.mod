module example.com/sync-map-ok

go 1.22
