module example.com/staged-goto

go 1.22
