module example.com/before-the-goroutines

go 1.22
