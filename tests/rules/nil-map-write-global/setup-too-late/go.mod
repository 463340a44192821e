module example.com/setup-too-late

go 1.22
