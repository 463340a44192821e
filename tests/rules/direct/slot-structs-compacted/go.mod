module example.com/slot-structs-compacted

go 1.22
