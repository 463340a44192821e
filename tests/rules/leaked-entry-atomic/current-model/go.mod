module example.com/current-model

go 1.22
