module example.com/session-map

go 1.22
