module example.com/plain-pair-ok

go 1.22
