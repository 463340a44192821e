module example.com/close-sets-nil

go 1.22
