module example.com/sharded-counters

go 1.22
