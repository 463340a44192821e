module example.com/session-map-ok

go 1.22
