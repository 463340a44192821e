module example.com/clone-of-nil

go 1.23
