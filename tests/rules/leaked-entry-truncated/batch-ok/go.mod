module example.com/batch-ok

go 1.22
