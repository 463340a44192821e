module example.com/sync-map-take

go 1.22
