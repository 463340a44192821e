module example.com/add-inside

go 1.22
