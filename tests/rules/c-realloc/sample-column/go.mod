module example.com/sample-column

go 1.22
