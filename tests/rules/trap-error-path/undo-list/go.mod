module example.com/undo-list

go 1.22
