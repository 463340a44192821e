module example.com/undo-history

go 1.22
