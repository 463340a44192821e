module example.com/header-line

go 1.22
