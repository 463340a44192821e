module example.com/slot-ring-ok

go 1.22
