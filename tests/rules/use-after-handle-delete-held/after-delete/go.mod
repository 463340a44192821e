module example.com/after-delete

go 1.22
