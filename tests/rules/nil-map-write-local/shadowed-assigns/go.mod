module example.com/shadowed-assigns

go 1.22
