module example.com/copied-pointers

go 1.22
