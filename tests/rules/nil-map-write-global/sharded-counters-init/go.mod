module example.com/sharded-counters-init

go 1.22
