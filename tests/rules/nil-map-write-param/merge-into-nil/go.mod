module example.com/merge-into-nil

go 1.22
