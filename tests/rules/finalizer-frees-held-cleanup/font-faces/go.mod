module example.com/font-faces

go 1.24
