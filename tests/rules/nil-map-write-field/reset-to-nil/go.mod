module example.com/reset-to-nil

go 1.22
