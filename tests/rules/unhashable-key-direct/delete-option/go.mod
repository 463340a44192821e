module example.com/delete-option

go 1.22
