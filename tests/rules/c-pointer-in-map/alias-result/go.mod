module example.com/alias-result

go 1.22
