module example.com/option-name

go 1.22
