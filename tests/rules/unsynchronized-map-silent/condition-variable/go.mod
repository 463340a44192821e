module example.com/condition-variable

go 1.22
