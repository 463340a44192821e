module example.com/outbox-consumed

go 1.22
