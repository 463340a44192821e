module example.com/grow-entry

go 1.22
