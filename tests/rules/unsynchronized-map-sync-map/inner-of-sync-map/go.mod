module example.com/inner-of-sync-map

go 1.22
