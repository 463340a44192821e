module example.com/value-memory-ok

go 1.22
