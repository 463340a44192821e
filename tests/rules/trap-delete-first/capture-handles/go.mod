module example.com/capture-handles

go 1.22
