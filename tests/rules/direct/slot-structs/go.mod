module example.com/slot-structs

go 1.22
