module example.com/other-values-in-the-list

go 1.22
