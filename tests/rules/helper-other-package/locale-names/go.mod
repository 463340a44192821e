module example.com/locale-names

go 1.22
