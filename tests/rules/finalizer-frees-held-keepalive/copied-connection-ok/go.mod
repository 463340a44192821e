module example.com/copied-connection-ok

go 1.24
