module example.com/before-and-after-workers

go 1.22
