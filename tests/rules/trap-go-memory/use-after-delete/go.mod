module example.com/use-after-delete

go 1.22
