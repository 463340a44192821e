module example.com/delete-option-string

go 1.22
