module example.com/late-log

go 1.22
