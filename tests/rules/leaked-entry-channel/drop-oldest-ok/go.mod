module example.com/drop-oldest-ok

go 1.22
