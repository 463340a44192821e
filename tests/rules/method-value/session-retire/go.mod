module example.com/session-retire

go 1.22
