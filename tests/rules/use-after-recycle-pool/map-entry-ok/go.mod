module example.com/map-entry-ok

go 1.22
