module example.com/delete-value

go 1.22
