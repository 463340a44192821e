module example.com/commands-ok

go 1.22
