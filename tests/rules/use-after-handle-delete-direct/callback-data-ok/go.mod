module example.com/callback-data-ok

go 1.22
