module example.com/text-fields

go 1.22
