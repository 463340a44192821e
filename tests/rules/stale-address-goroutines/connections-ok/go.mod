module example.com/connections-ok

go 1.22
