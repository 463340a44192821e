module example.com/first-error-sync-map

go 1.22
