module example.com/copied-connection

go 1.24
