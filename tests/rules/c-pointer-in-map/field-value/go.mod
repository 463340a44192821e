module example.com/field-value

go 1.22
