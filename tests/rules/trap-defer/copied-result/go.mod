module example.com/copied-result

go 1.22
