module example.com/state-name-ok

go 1.22
