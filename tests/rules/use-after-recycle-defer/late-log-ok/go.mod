module example.com/late-log-ok

go 1.22
