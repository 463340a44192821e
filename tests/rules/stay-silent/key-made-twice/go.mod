module example.com/key-made-twice

go 1.22
