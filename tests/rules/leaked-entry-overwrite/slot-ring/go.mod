module example.com/slot-ring

go 1.22
