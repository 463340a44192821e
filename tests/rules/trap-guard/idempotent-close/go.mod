module example.com/idempotent-close

go 1.22
